#include "quflux/method/hierarchy/sector_hierarchy.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline hierarchy {

using Eigen::Index;

namespace {

constexpr double kNoCoupling = 1e-15;      // elements of S_j below this part of the largest
constexpr double kDefective = 1e-12;       // reciprocal condition of the eigenvectors of H
constexpr std::size_t kSectorGrain = 128;  // operators that are worth another thread

// sum += weight elements: a loop of real numbers, which compilers unroll.
void add_weighted(double weight, const Complex* elements, Index count, Complex* sum) {
  const auto* from = reinterpret_cast<const double*>(elements);  // as the standard allows
  auto* to = reinterpret_cast<double*>(sum);
  for (Index i = 0; i < 2 * count; ++i) to[i] += weight * from[i];
}

std::vector<std::size_t> partners_of(std::span<const ExponentialSum> baths) {
  std::vector<std::size_t> partners;
  for (const ExponentialSum& bath : baths) {
    const std::size_t before = partners.size();
    for (const Exponential& term : bath.terms) partners.push_back(before + term.partner);
  }
  return partners;
}

// The states of one parity.
std::vector<Index> states_of(const std::vector<int>& parities, int parity) {
  std::vector<Index> states;
  for (std::size_t a = 0; a < parities.size(); ++a) {
    if (parities[a] == parity) states.push_back(static_cast<Index>(a));
  }
  return states;
}

// H = vectors diag(energies) vectors^-1, parity by parity.
struct ComplexBasis {
  Vector energies;
  Matrix vectors;
  Matrix inverse;
};

// The eigenvectors by their energies, each with a real product with one and the same vector: what a
// hierarchy is solved for at one Hamiltonian begins well at the next one.
Matrix in_order(const Vector& energies, const Matrix& vectors) {
  std::vector<Index> order(static_cast<std::size_t>(energies.size()));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](Index k) { return energies(k).real(); });
  Matrix result(vectors.rows(), vectors.cols());
  for (Index k = 0; k < result.cols(); ++k) {
    result.col(k) = vectors.col(order[static_cast<std::size_t>(k)]);
    Complex along = 0;
    for (Index a = 0; a < result.rows(); ++a) {
      along += result(a, k) / (1 + 0.37 * static_cast<double>(a));
    }
    if (along != 0.0) result.col(k) *= std::abs(along) / along;
  }
  return result;
}

ComplexBasis complex_basis(const SectorSystem& system) {
  const Index d = system.hamiltonian.rows();
  ComplexBasis basis{Vector::Zero(d), Matrix::Zero(d, d), Matrix::Zero(d, d)};
  for (const int parity : {0, 1}) {
    const std::vector<Index> states = states_of(system.parities, parity);
    if (states.empty()) continue;
    const Eigen::ComplexEigenSolver<Matrix> solver(system.hamiltonian(states, states));
    const Matrix vectors = in_order(solver.eigenvalues(), solver.eigenvectors());
    const Eigen::PartialPivLU<Matrix> lu(vectors);
    if (solver.info() != Eigen::Success || !(lu.rcond() > kDefective)) {
      throw NoAnswer("the Hamiltonian itself has lost an eigenvector");
    }
    const Matrix energies = lu.solve(Matrix(system.hamiltonian(states, states)) * vectors);
    basis.energies(states) = energies.diagonal();
    basis.vectors(states, states) = vectors;
    basis.inverse(states, states) = Matrix(lu.inverse());
  }
  return basis;
}

}  // namespace

HierarchyFrame::HierarchyFrame(std::span<const ExponentialSum> baths, std::size_t depth)
    : operators(depth, partners_of(baths)) {
  for (const ExponentialSum& bath : baths) {
    begins.push_back(terms.size());
    for (const Exponential& term : bath.terms) {
      const double scale = std::sqrt(std::max(std::abs(term.amplitude), std::abs(term.conjugate)));
      terms.push_back({term.rate, scale, term.amplitude / scale, term.conjugate / scale});
    }
  }
  begins.push_back(terms.size());
  for (std::size_t n = 0; n < operators.count(); ++n) {
    const std::span<const std::uint8_t> numbers = operators.numbers(n);
    Complex sum = 0;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      sum -= static_cast<double>(numbers[k]) * terms[k].rate;
    }
    damping.push_back(sum);
  }
}

SectorHierarchy::SectorHierarchy(std::shared_ptr<const HierarchyFrame> frame,
                                 const SectorSystem& system, RelaxationKind kind)
    : frame_(std::move(frame)), first_type_(kind == RelaxationKind::flow ? 0 : 1) {
  const ComplexBasis basis = complex_basis(system);
  const Index d = system.hamiltonian.rows();
  std::array<std::vector<std::pair<Index, Index>>, 2> elements;
  Eigen::MatrixXi place = Eigen::MatrixXi::Zero(d, d);
  for (Index b = 0; b < d; ++b) {
    for (Index a = 0; a < d; ++a) {
      const bool same = system.parities[static_cast<std::size_t>(a)] ==
                        system.parities[static_cast<std::size_t>(b)];
      auto& of_type = elements[same ? 0 : 1];
      place(a, b) = static_cast<int>(of_type.size());
      of_type.emplace_back(a, b);
    }
  }
  for (const std::size_t t : {0U, 1U}) {
    widths_[t] = static_cast<Index>(elements[t].size());
    turning_[t].resize(widths_[t]);
    for (Index i = 0; i < widths_[t]; ++i) {
      const auto [a, b] = elements[t][static_cast<std::size_t>(i)];
      turning_[t](i) = -kI * (basis.energies(a) - basis.energies(b));
    }
    for (const Matrix& coupling : system.couplings) {
      const Matrix s = basis.inverse * coupling * basis.vectors;
      const double least = kNoCoupling * s.cwiseAbs().maxCoeff();
      Products products;
      for (Index i = 0; i < widths_[t]; ++i) {
        const auto [a, b] = elements[t][static_cast<std::size_t>(i)];
        for (Index c = 0; c < d; ++c) {
          if (std::abs(s(c, a)) > least) {
            products.left.push_back({place(c, b), i, -kI * s(c, a)});
          }
          if (std::abs(s(b, c)) > least) {
            products.right.push_back({place(a, c), i, kI * s(b, c)});
          }
        }
      }
      products.both = products.left;
      products.both.insert(products.both.end(), products.right.begin(), products.right.end());
      products_[t].push_back(std::move(products));
    }
  }
  const auto& first = elements[first_type_];
  to_model_.resize(widths_[first_type_], widths_[first_type_]);
  for (Index column = 0; column < to_model_.cols(); ++column) {
    for (Index row = 0; row < to_model_.rows(); ++row) {
      const auto [a, b] = first[static_cast<std::size_t>(row)];
      const auto [c, e] = first[static_cast<std::size_t>(column)];
      to_model_(row, column) = basis.vectors(a, c) * basis.inverse(e, b);
    }
  }
  const std::size_t depth = frame_->operators.depth();
  for (std::size_t t = 0; t <= depth; ++t) {
    begins_.push_back(size_);
    size_ +=
        width(t) * static_cast<Index>(frame_->operators.tier(t + 1) - frame_->operators.tier(t));
  }
  for (std::size_t n = 0; n <= depth + 1; ++n) roots_.push_back(std::sqrt(static_cast<double>(n)));
}

Index SectorHierarchy::width(std::size_t tier) const { return widths_[type(tier)]; }

Index SectorHierarchy::begin(std::size_t tier, std::size_t n) const {
  return begins_[tier] + width(tier) * static_cast<Index>(n - frame_->operators.tier(tier));
}

// Written out: the product of the standard library looks for infinities each time.
void SectorHierarchy::add(const Sparse& product, const Elements& x, Eigen::Ref<Vector> out) {
  for (const Element& e : product) {
    const Complex v = x(e.column);
    out(e.row) += Complex(e.value.real() * v.real() - e.value.imag() * v.imag(),
                          e.value.real() * v.imag() + e.value.imag() * v.real());
  }
}

void SectorHierarchy::find(Tiers tiers, std::size_t tier, std::size_t n, const Vector& x,
                           Eigen::Ref<Vector> out) const {
  const AuxiliaryOperators& operators = frame_->operators;
  const auto numbers = operators.numbers(n);
  const auto above = operators.above(n);
  const auto below = operators.below(n);
  const Index h = width(tier + 1);
  Elements common(h);
  Elements left(h);
  Elements right(h);
  out.setZero();
  for (std::size_t j = 0; j + 1 < frame_->begins.size(); ++j) {
    common.setZero();
    left.setZero();
    right.setZero();
    bool differs = false;
    for (std::size_t k = frame_->begins[j]; k < frame_->begins[j + 1]; ++k) {
      const HierarchyFrame::Term& term = frame_->terms[k];
      if (tiers != Tiers::below && above[k] != AuxiliaryOperators::kNone) {
        add_weighted(term.up * roots_[numbers[k] + 1U],
                     x.data() + begin(tier + 1, static_cast<std::size_t>(above[k])), h,
                     common.data());
      }
      if (tiers == Tiers::above || below[k] == AuxiliaryOperators::kNone) continue;
      const Index place = begin(tier - 1, static_cast<std::size_t>(below[k]));
      if (term.left == term.right && term.left.imag() == 0) {
        add_weighted(roots_[numbers[k]] * term.left.real(), x.data() + place, h, common.data());
      } else {
        const auto of_below = x.segment(place, h);
        left += roots_[numbers[k]] * term.left * of_below;
        right += roots_[numbers[k]] * term.right * of_below;
        differs = true;
      }
    }
    const Products& products = products_[type(tier + 1)][j];
    add(products.both, common, out);
    if (!differs) continue;
    add(products.left, left, out);
    add(products.right, right, out);
  }
}

void SectorHierarchy::apply(const Vector& x, Vector& y) const {
  y.resize(size_);
  const AuxiliaryOperators& operators = frame_->operators;
  for (std::size_t t = 0; t <= operators.depth(); ++t) {
    const std::size_t first = operators.tier(t);
    parallel_for(operators.tier(t + 1) - first, kSectorGrain,
                 [&](std::size_t from, std::size_t to) {
                   for (std::size_t n = first + from; n < first + to; ++n) {
                     auto own = y.segment(begin(t, n), width(t));
                     find(Tiers::both, t, n, x, own);
                     own.array() += (turning(t).array() + frame_->damping[n]) *
                                    x.segment(begin(t, n), width(t)).array();
                   }
                 });
  }
}

SweptSector::SweptSector(const SectorHierarchy& hierarchy, Complex shift)
    : hierarchy_(hierarchy),
      inverse_(hierarchy.size()),
      x_(Vector::Zero(hierarchy.size())),
      y_(Vector::Zero(hierarchy.size())) {
  const Index h = hierarchy.width(0);
  const AuxiliaryOperators& operators = hierarchy.frame().operators;
  for (std::size_t t = 0; t <= operators.depth(); ++t) {
    for (std::size_t n = operators.tier(t); n < operators.tier(t + 1); ++n) {
      inverse_.segment(hierarchy.begin(t, n), hierarchy.width(t)) =
          (hierarchy.turning(t).array() + hierarchy.frame().damping[n] - shift).inverse();
    }
  }
  dissipator_.resize(h, h);
  for (Index i = 0; i < h; ++i) {
    x_.head(h) = Vector::Unit(h, i);
    for (std::size_t n = operators.tier(1); n < operators.tier(2); ++n) {
      auto own = x_.segment(hierarchy.begin(1, n), hierarchy.width(1));
      hierarchy.find(Tiers::below, 1, n, x_, own);
      own.array() *= -inverse_.segment(hierarchy.begin(1, n), hierarchy.width(1)).array();
    }
    hierarchy.find(Tiers::above, 0, 0, x_, dissipator_.col(i));
  }
  second_order_ = dissipator_;
  second_order_.diagonal() += hierarchy.turning(0);
  second_order_.diagonal().array() -= shift;
  solver_.compute(second_order_);
}

void SweptSector::apply(const Vector& v, Vector& result) {
  // x + (D + U)^-1 L x, but in tier 0, where D is not what L has there.
  find_state(v);
  const Index h = hierarchy_.width(0);
  y_.head(h).noalias() = -(dissipator_ * x_.head(h));
  sweep_down();
  result = y_ + x_;
}

Vector SweptSector::source(const Vector& b) {
  y_ = b;
  sweep_down();
  return y_;
}

Vector SweptSector::state(const Vector& v) {
  find_state(v);
  return x_;
}

// y = (D + U)^-1 y.
void SweptSector::sweep_down() {
  const std::size_t depth = hierarchy_.frame().operators.depth();
  for (std::size_t t = depth; t > 0; --t) {
    for_each(t, [&](std::size_t n, Vector& from_others) {
      auto y = y_.segment(hierarchy_.begin(t, n), hierarchy_.width(t));
      if (t < depth) {
        hierarchy_.find(Tiers::above, t, n, y_, from_others);
        y -= from_others;
      }
      y.array() *= inverse_.segment(hierarchy_.begin(t, n), hierarchy_.width(t)).array();
    });
  }
  const Index h = hierarchy_.width(0);
  Vector first(h);
  hierarchy_.find(Tiers::above, 0, 0, y_, first);
  y_.head(h) = solver_.solve(y_.head(h) - first).eval();
}

// And what tiers get from below, L x, into y.
void SweptSector::find_state(const Vector& v) {
  x_ = v;
  for (std::size_t t = 1; t <= hierarchy_.frame().operators.depth(); ++t) {
    for_each(t, [&](std::size_t n, Vector&) {
      auto y = y_.segment(hierarchy_.begin(t, n), hierarchy_.width(t));
      hierarchy_.find(Tiers::below, t, n, x_, y);
      const Index first = hierarchy_.begin(t, n);
      const Index width = hierarchy_.width(t);
      x_.segment(first, width).array() -= y.array() * inverse_.segment(first, width).array();
    });
  }
}

template <class Work>
void SweptSector::for_each(std::size_t tier, const Work& work) const {
  const AuxiliaryOperators& operators = hierarchy_.frame().operators;
  const std::size_t first = operators.tier(tier);
  parallel_for(operators.tier(tier + 1) - first, kSectorGrain,
               [&](std::size_t from, std::size_t to) {
                 Vector scratch(hierarchy_.width(tier));
                 for (std::size_t n = first + from; n < first + to; ++n) work(n, scratch);
               });
}

}  // namespace quflux::inline hierarchy
