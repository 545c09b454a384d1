#include "quflux/solve/sector_generator.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "quflux/core/parallel.h"
#include "quflux/numerics/as_scalar.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

template <class Scalar>
Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic> parts_of(const Matrix& block) {
  if constexpr (std::is_same_v<Scalar, double>) {
    RealMatrix parts(block.rows(), 2 * block.cols());
    parts << block.real(), block.imag();
    return parts;
  } else {
    return block;
  }
}

Matrix joined(const RealMatrix& parts) {
  const Index half = parts.cols() / 2;
  Matrix block(parts.rows(), half);
  block.real() = parts.leftCols(half);
  block.imag() = parts.rightCols(half);
  return block;
}
Matrix joined(Matrix block) { return block; }

// left rho right^+, and with `turned` left^+ rho right.
template <class Block>
Matrix between(const Block& left, const Matrix& rho, const Block& right, bool turned) {
  using Scalar = typename Block::Scalar;
  const Form before = turned ? Form::adjoint : Form::plain;
  const Form behind = turned ? Form::plain : Form::adjoint;
  const Block applied = product(left, before, parts_of<Scalar>(rho), Form::plain);
  const Index columns = rho.cols();
  const Index out = turned ? right.cols() : right.rows();
  Block result(applied.rows(), kParts<Scalar> * out);
  for (Index part = 0; part < kParts<Scalar>; ++part) {
    result.middleCols(part * out, out) =
        product(Block(applied.middleCols(part * columns, columns)), Form::plain, right, behind);
  }
  return joined(std::move(result));
}

// m rho, and with `behind` rho m^+, both with m^+ in the place of m where they are turned.
template <class Block>
Matrix beside(const Block& m, const Matrix& rho, bool behind, bool turned) {
  using Scalar = typename Block::Scalar;
  if (!behind) {
    return joined(
        product(m, turned ? Form::adjoint : Form::plain, parts_of<Scalar>(rho), Form::plain));
  }
  const Matrix other = rho.adjoint();
  return beside(m, other, false, turned).adjoint();
}

// The norm of a matrix, from above.
template <class Block>
double norm_bound(const Block& m) {
  if (m.size() == 0) return 0;
  return std::sqrt(m.cwiseAbs().rowwise().sum().maxCoeff() *
                   m.cwiseAbs().colwise().sum().maxCoeff());
}

}  // namespace

template <class Scalar>
SectorFactors<Scalar>::SectorFactors(const Generator& generator, const StateClasses& of)
    : classes(of), energies(generator.energies), leads(of.size()) {
  const auto place = [&](Index state) { return classes.place[static_cast<std::size_t>(state)]; };
  const auto class_of = [&](Index state) { return classes.of[static_cast<std::size_t>(state)]; };
  const Index d = energies.size();
  for (const auto& members : classes.members) {
    const auto count = static_cast<Index>(members.size());
    escapes.push_back(Block::Zero(count, count));
  }
  own = Matrix::Zero(d, d);
  std::size_t number = 0;
  for (const Dissipator& dissipator : generator.dissipators) {
    const LargestElements largest = largest_elements(dissipator);
    for (const Dissipator::Term& term : dissipator.terms) {
      struct Elements {
        std::vector<MatrixElement> a;
        std::vector<MatrixElement> b;
      };
      std::map<std::pair<Index, Index>, Elements> by_classes;
      Vector kept_a = Vector::Zero(d);
      Vector kept_b = Vector::Zero(d);
      const auto sort = [&](std::span<const MatrixElement> elements, double least,
                            std::vector<MatrixElement> Elements::*side, Vector& kept) {
        for (const MatrixElement& e : elements) {
          if (std::norm(e.value) < least * least) continue;
          (by_classes[{class_of(e.column), class_of(e.row)}].*side).push_back(e);
          if (e.row == e.column) kept(e.row) += e.value;
        }
      };
      sort(dissipator.a(term), kRoundingElement * largest.a, &Elements::a, kept_a);
      sort(dissipator.b(term), kRoundingElement * largest.b, &Elements::b, kept_b);
      double a_norm = 0;
      double b_norm = 0;
      for (const auto& [ways, elements] : by_classes) {
        Lead lead{number, ways.first, ways.second, {}, {}, {}, {}};
        for (const auto* side : {&elements.a, &elements.b}) {
          for (const MatrixElement& e : *side) {
            lead.rows.push_back(place(e.row));
            lead.columns.push_back(place(e.column));
          }
        }
        for (auto* places : {&lead.rows, &lead.columns}) {
          std::ranges::sort(*places);
          const auto [first, last] = std::ranges::unique(*places);
          places->erase(first, last);
        }
        const auto fill = [&](const std::vector<MatrixElement>& side) {
          Block block = Block::Zero(static_cast<Index>(lead.rows.size()),
                                    static_cast<Index>(lead.columns.size()));
          for (const MatrixElement& e : side) {
            const auto row = std::ranges::lower_bound(lead.rows, place(e.row));
            const auto column = std::ranges::lower_bound(lead.columns, place(e.column));
            block(row - lead.rows.begin(), column - lead.columns.begin()) +=
                as_scalar<Scalar>(e.value);
          }
          return block;
        };
        lead.a = fill(elements.a);
        lead.b = fill(elements.b);
        escapes[static_cast<std::size_t>(lead.from)](lead.columns, lead.columns) +=
            product(lead.b, Form::adjoint, lead.a, Form::plain);
        a_norm = std::max(a_norm, norm_bound(lead.a));
        b_norm = std::max(b_norm, norm_bound(lead.b));
        leads[static_cast<std::size_t>(lead.from)].push_back(std::move(lead));
      }
      if (!kept_a.isZero(0) && !kept_b.isZero(0)) {
        own += kept_a * kept_b.adjoint() + kept_b * kept_a.adjoint();
      }
      largest_change += 2 * a_norm * b_norm;
      ++number;
    }
  }
  double escaping = 0;
  for (const Block& escape : escapes) escaping = std::max(escaping, norm_bound(escape));
  largest_change += 2 * escaping;
  Vector left(d);
  for (Index a = 0; a < d; ++a) {
    left(a) = Complex(escapes[static_cast<std::size_t>(class_of(a))](place(a), place(a))) +
              Complex(0, energies(a));
  }
  own.colwise() -= left;
  own.rowwise() -= left.adjoint();
}

template <class Scalar>
SectorGenerator<Scalar>::SectorGenerator(const SectorFactors<Scalar>& factors, const Sector& sector)
    : factors_(factors), sector_(sector), begins_(1, 0) {
  std::map<std::pair<Index, Index>, std::size_t> numbers;
  for (std::size_t p = 0; p < sector.pairs.size(); ++p) {
    numbers[{sector.pairs[p].row, sector.pairs[p].column}] = p;
    begins_.push_back(begins_.back() + rows(p) * columns(p));
  }
  for (std::size_t p = 0; p < sector.pairs.size(); ++p) {
    const std::vector<Lead>& lefts = factors.leads[static_cast<std::size_t>(sector.pairs[p].row)];
    const std::vector<Lead>& rights =
        factors.leads[static_cast<std::size_t>(sector.pairs[p].column)];
    auto right = rights.begin();
    for (const Lead& left : lefts) {
      while (right != rights.end() && right->term < left.term) ++right;
      for (auto other = right; other != rights.end() && other->term == left.term; ++other) {
        jumps_.push_back({p, numbers.at({left.to, other->to}), &left, &*other});
      }
    }
  }
}

template <class Scalar>
auto SectorGenerator<Scalar>::element(Index k) const -> Element {
  const auto after = std::ranges::upper_bound(begins_, k);
  const auto pair = static_cast<std::size_t>(after - begins_.begin() - 1);
  const Index within = k - begins_[pair];
  return {pair, within % rows(pair), within / rows(pair)};
}

template <class Scalar>
double SectorGenerator<Scalar>::frequency(const Element& e) const {
  const ClassPair& pair = sector_.pairs[e.pair];
  return factors_.energies(state_of(pair.row, e.row)) -
         factors_.energies(state_of(pair.column, e.column));
}

template <class Scalar>
Complex SectorGenerator<Scalar>::own(const Element& e) const {
  const ClassPair& pair = sector_.pairs[e.pair];
  return factors_.own(state_of(pair.row, e.row), state_of(pair.column, e.column));
}

template <class Scalar>
void SectorGenerator<Scalar>::add_jump(const Jump& jump, Acting acting, const Complex* x,
                                       Complex* y) const {
  const bool turned = acting == Acting::adjoint;
  const std::size_t from = turned ? jump.to : jump.from;
  const std::size_t to = turned ? jump.from : jump.to;
  const Eigen::Map<const Matrix> rho(x + begins_[from], rows(from), columns(from));
  Eigen::Map<Matrix> result(y + begins_[to], rows(to), columns(to));
  const auto& in_rows = turned ? jump.left->rows : jump.left->columns;
  const auto& in_columns = turned ? jump.right->rows : jump.right->columns;
  const auto& out_rows = turned ? jump.left->columns : jump.left->rows;
  const auto& out_columns = turned ? jump.right->columns : jump.right->rows;
  const Matrix part = rho(in_rows, in_columns);
  result(out_rows, out_columns) += between(jump.left->a, part, jump.right->b, turned) +
                                   between(jump.left->b, part, jump.right->a, turned);
}

// -(K rho + rho K^+), or its adjoint -(K^+ rho + rho K).
template <class Scalar>
void SectorGenerator<Scalar>::add_escape(std::size_t pair, Acting acting, const Complex* x,
                                         Complex* y) const {
  const bool turned = acting == Acting::adjoint;
  const Matrix rho = Eigen::Map<const Matrix>(x + begins_[pair], rows(pair), columns(pair));
  Eigen::Map<Matrix> result(y + begins_[pair], rows(pair), columns(pair));
  const auto& [row, column] = sector_.pairs[pair];
  result -= beside(factors_.escapes[static_cast<std::size_t>(row)], rho, false, turned) +
            beside(factors_.escapes[static_cast<std::size_t>(column)], rho, true, turned);
  const Complex turning(0, turned ? 1 : -1);
  for (Index b = 0; b < rho.cols(); ++b) {
    const double energy = factors_.energies(state_of(column, b));
    for (Index a = 0; a < rho.rows(); ++a) {
      result(a, b) += turning * (factors_.energies(state_of(row, a)) - energy) * rho(a, b);
    }
  }
}

template <class Scalar>
void SectorGenerator<Scalar>::apply_to_one(const Complex* x, Acting acting, Complex* y) const {
  std::fill(y, y + size(), Complex(0));
  for (std::size_t p = 0; p < sector_.pairs.size(); ++p) add_escape(p, acting, x, y);
  for (const Jump& jump : jumps_) add_jump(jump, acting, x, y);
}

template <class Scalar>
void SectorGenerator<Scalar>::apply(const Matrix& x, Acting acting, Matrix& y) const {
  y.resize(x.rows(), x.cols());
  // Columns run side by side: with threads of its own, BLAS would have one wait for the others.
  std::optional<BlasThreads> single;
  if (x.cols() > 1) single.emplace(1);
  parallel_for(static_cast<std::size_t>(x.cols()), 1, [&](std::size_t first, std::size_t last) {
    for (std::size_t k = first; k < last; ++k) {
      const auto column = static_cast<Index>(k);
      apply_to_one(x.col(column).data(), acting, y.col(column).data());
    }
  });
}

template <class Scalar>
Matrix SectorGenerator<Scalar>::among(const std::vector<Index>& numbers) const {
  struct Place {
    Index row;
    Index column;
    Index at;
  };
  std::vector<std::vector<Place>> places(sector_.pairs.size());
  for (std::size_t k = 0; k < numbers.size(); ++k) {
    const Element e = element(numbers[k]);
    places[e.pair].push_back({e.row, e.column, static_cast<Index>(k)});
  }
  const auto count = static_cast<Index>(numbers.size());
  Matrix result = Matrix::Zero(count, count);
  const auto chosen = [&](std::size_t pair, const std::vector<Index>& in_rows,
                          const std::vector<Index>& in_columns) {
    std::vector<Place> kept;
    for (const Place& place : places[pair]) {
      const auto row = std::ranges::lower_bound(in_rows, place.row);
      const auto column = std::ranges::lower_bound(in_columns, place.column);
      if (row == in_rows.end() || *row != place.row) continue;
      if (column == in_columns.end() || *column != place.column) continue;
      kept.push_back({row - in_rows.begin(), column - in_columns.begin(), place.at});
    }
    return kept;
  };
  for (const Jump& jump : jumps_) {
    const auto sources = chosen(jump.from, jump.left->columns, jump.right->columns);
    if (sources.empty()) continue;
    const auto targets = chosen(jump.to, jump.left->rows, jump.right->rows);
    for (const Place& source : sources) {
      for (const Place& target : targets) {
        result(target.at, source.at) +=
            Complex(jump.left->a(target.row, source.row)) *
                std::conj(Complex(jump.right->b(target.column, source.column))) +
            Complex(jump.left->b(target.row, source.row)) *
                std::conj(Complex(jump.right->a(target.column, source.column)));
      }
    }
  }
  for (std::size_t p = 0; p < places.size(); ++p) {
    const auto& left = factors_.escapes[static_cast<std::size_t>(sector_.pairs[p].row)];
    const auto& right = factors_.escapes[static_cast<std::size_t>(sector_.pairs[p].column)];
    for (const Place& source : places[p]) {
      for (const Place& target : places[p]) {
        Complex& sum = result(target.at, source.at);
        if (target.column == source.column) sum -= Complex(left(target.row, source.row));
        if (target.row == source.row) {
          sum -= std::conj(Complex(right(target.column, source.column)));
        }
      }
      result(source.at, source.at) -= Complex(0, frequency({p, source.row, source.column}));
    }
  }
  return result;
}

template <class Scalar>
Matrix SectorGenerator<Scalar>::state(const Eigen::Ref<const Vector>& x) const {
  const Index d = factors_.energies.size();
  Matrix result = Matrix::Zero(d, d);
  for (std::size_t p = 0; p < sector_.pairs.size(); ++p) {
    const auto& [row, column] = sector_.pairs[p];
    result(factors_.classes.members[static_cast<std::size_t>(row)],
           factors_.classes.members[static_cast<std::size_t>(column)]) =
        x.segment(begins_[p], rows(p) * columns(p)).reshaped(rows(p), columns(p));
  }
  return result;
}

template struct SectorFactors<double>;
template struct SectorFactors<Complex>;
template class SectorGenerator<double>;
template class SectorGenerator<Complex>;

}  // namespace quflux::inline solve
