#include "quflux/solve/near_eigenvalues.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/stop.h"
#include "quflux/numerics/complex_lu.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/memory.h"
#include "quflux/solve/block_generator.h"
#include "quflux/solve/near_subspace.h"
#include "quflux/solve/sector_generator.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr Index kDense = 260;          // numbers of a sector whose matrix is diagonalised
constexpr Index kWhole = 1500;         // those whose whole is factorised at once, and diagonalised
                                       // where that does not do,
constexpr Index kPayingShare = 8;      // a part where they have more, at first not less than this,
constexpr Index kLargestWhole = 6500;  // and the whole where that does not do,
constexpr std::array<Index, 2> kMoreNumbers{2800, 5600};  // or more of what is larger
constexpr Index kMostTogether = 2800;                     // of what turns equally fast
// The shift, off the target by this part of the largest rate: on an eigenvalue, 0 above all,
// L - shift would not have an inverse.
constexpr Complex kAside(0.0093, 0.0071);

// (M - shift)^-1 with M the elements that L keeps and, of those next to the shift, all it does.
template <class Scalar>
class Preconditioner {
 public:
  Preconditioner(const SectorGenerator<Scalar>& generator, Complex shift, Index most) {
    const Index size = generator.size();
    std::vector<double> speeds;
    fast_.resize(size);
    double rates = 0;
    for (Index k = 0; k < size; ++k) {
      const auto e = generator.element(k);
      speeds.push_back(std::abs(Complex(0, -generator.frequency(e)) - shift));
      fast_(k) = generator.own(e) - shift;
      rates = std::max(rates, std::abs(generator.own(e).real()));
    }
    std::vector<Index> order(static_cast<std::size_t>(size));
    std::iota(order.begin(), order.end(), 0);
    std::ranges::sort(order, {}, [&](Index k) { return speeds[static_cast<std::size_t>(k)]; });
    const auto speed = [&](Index place) {
      return speeds[static_cast<std::size_t>(order[static_cast<std::size_t>(place)])];
    };
    // What is equally close stays together, where it is not too much.
    Index count = std::min(most, size);
    while (count > 0 && count < std::min(size, kMostTogether) &&
           speed(count) <= speed(count - 1) * (1 + 1e-9)) {
      ++count;
    }
    slow_.assign(order.begin(), order.begin() + count);
    std::ranges::sort(slow_);
    Matrix slow = generator.among(slow_);
    slow.diagonal().array() -= shift;
    factors_.emplace(std::move(slow));
    const double least = 1e-6 * rates;
    for (Complex& value : fast_) {
      value = std::abs(value) > least ? 1.0 / value : Complex(1 / least);
    }
  }

  // Or its adjoint.
  void apply(Matrix& x, Acting acting) const {
    Matrix part = x(slow_, Eigen::all);
    if (acting == Acting::forward) {
      factors_->solve(part, Form::plain);
      x.array().colwise() *= fast_.array();
    } else {
      factors_->solve(part, Form::adjoint);
      x.array().colwise() *= fast_.array().conjugate();
    }
    x(slow_, Eigen::all) = part;
  }

 private:
  Vector fast_;  // the inverses
  std::vector<Index> slow_;
  std::optional<ComplexLu> factors_;
};

template <class Scalar>
class Search {
 public:
  Search(const Generator& generator, Complex target, Index count, Index factorised)
      : generator_(generator),
        sectors_(find_sectors(generator)),
        factors_(generator, sectors_.classes),
        target_(target),
        count_(count),
        factorised_(factorised) {
    double rates = 0;
    for (const auto& escape : factors_.escapes) {
      rates = std::max(rates, escape.diagonal().cwiseAbs().maxCoeff());
    }
    norm_ = factors_.own.cwiseAbs().maxCoeff() + factors_.largest_change;
    shift_ = target + kAside * (rates > 0 ? rates : norm_ > 0 ? norm_ : 1);
  }

  std::vector<NearPart> find() {
    std::vector<Nearest> order;
    for (std::size_t k = 0; k < sectors_.sectors.size(); ++k) order.push_back(nearest(k));
    std::ranges::sort(order, {}, &Nearest::own);
    std::vector<NearPart> parts;
    for (const Nearest& sector : order) {
      throw_if_stopped();
      const double within = radius();
      if (is_beyond(sector, within)) continue;
      search(sectors_.sectors[sector.number], within, parts);
    }
    return parts;
  }

 private:
  // How close to the target a sector has elements of the diagonal, and of -i (E_a - E_b).
  struct Nearest {
    std::size_t number;
    double own;
    double turning;
  };

  Nearest nearest(std::size_t number) const {
    Nearest result{number, std::numeric_limits<double>::infinity(),
                   std::numeric_limits<double>::infinity()};
    const Sector& sector = sectors_.sectors[number];
    for (const ClassPair& pair : sector.pairs) {
      for (const Index a : sectors_.classes.members[static_cast<std::size_t>(pair.row)]) {
        for (const Index b : sectors_.classes.members[static_cast<std::size_t>(pair.column)]) {
          const double w = generator_.energies(a) - generator_.energies(b);
          result.turning = std::min(result.turning, std::abs(Complex(0, -w) - target_));
          result.own = std::min(result.own, std::abs(factors_.own(a, b) - target_));
        }
      }
    }
    return result;
  }

  // Whether all eigenvalues of a sector are farther from the target, as each is no farther from one
  // of -i (E_a - E_b) than the norm of all dissipators together (Bauer and Fike).
  bool is_beyond(const Nearest& sector, double within) const {
    if (sector.turning <= within) return false;
    if (sector.turning - factors_.largest_change > within) return true;
    const SectorGenerator<Scalar> own(factors_, sectors_.sectors[sector.number]);
    return sector.turning - norm_of_change(own) > within;
  }

  // That norm, by the power method.
  double norm_of_change(const SectorGenerator<Scalar>& own) const {
    constexpr int kSteps = 12;
    constexpr double kSafety = 1.25;
    Vector turning(own.size());
    for (Index k = 0; k < own.size(); ++k) {
      turning(k) = Complex(0, -own.frequency(own.element(k)));
    }
    std::mt19937_64 random(1);
    std::normal_distribution<double> normal;
    Matrix x(own.size(), 1);
    for (Complex& number : x.reshaped()) number = normal(random);
    double norm = 0;
    Matrix y;
    for (int step = 0; step < kSteps; ++step) {
      throw_if_stopped();
      x /= x.norm();
      own.apply(x, Acting::forward, y);
      y.col(0) -= turning.cwiseProduct(x.col(0));
      norm = y.norm();
      if (norm == 0) break;
      own.apply(y, Acting::adjoint, x);
      x.col(0) -= turning.conjugate().cwiseProduct(y.col(0));
    }
    return std::min(kSafety * norm, factors_.largest_change);
  }

  // The distance of the last one of as many as are asked for.
  double radius() {
    const auto count = static_cast<std::size_t>(count_);
    if (distances_.size() < count) return std::numeric_limits<double>::infinity();
    std::ranges::nth_element(distances_, distances_.begin() + (count_ - 1));
    return distances_[count - 1];
  }

  void search(const Sector& sector, double within, std::vector<NearPart>& parts) {
    if (sector.size == 1) {
      const ClassPair& pair = sector.pairs.front();
      const Index a = sectors_.classes.members[static_cast<std::size_t>(pair.row)].front();
      const Index b = sectors_.classes.members[static_cast<std::size_t>(pair.column)].front();
      const double distance = std::abs(factors_.own(a, b) - target_);
      if (distance > within) return;
      distances_.push_back(distance);
      Matrix rho = Matrix::Zero(generator_.energies.size(), generator_.energies.size());
      rho(a, b) = 1;
      const Matrix vector = from_energy_basis(generator_, rho).reshaped();
      parts.push_back({sector.populations, vector, Matrix::Constant(1, 1, factors_.own(a, b)),
                       vector.adjoint(), 0});
      return;
    }
    const SectorGenerator<Scalar> own(factors_, sector);
    const auto [right, left] = subspaces(own, within);
    if (right.block.rows() > 0) add(own, sector, right, left, parts);
  }

  // Of the eigenvalues of a sector that are closest, the right one and the left one.
  std::pair<NearSubspace, NearSubspace> subspaces(const SectorGenerator<Scalar>& own,
                                                  double within) const {
    const NearOptions forward{target_, shift_, count_, within};
    // As many of the adjoint, wherever they are.
    const auto adjoint = [&](const NearSubspace& right) {
      return NearOptions{std::conj(target_), std::conj(shift_), right.block.rows(),
                         std::numeric_limits<double>::infinity()};
    };
    const auto by_all = [&]() -> std::pair<NearSubspace, NearSubspace> {
      std::vector<Index> all(static_cast<std::size_t>(own.size()));
      std::iota(all.begin(), all.end(), 0);
      const Matrix matrix = own.among(all);
      NearSubspace right = near_subspace(matrix, forward);
      if (right.block.rows() == 0) return {right, right};
      NearSubspace left = near_subspace(Matrix(matrix.adjoint()), adjoint(right));
      return {std::move(right), std::move(left)};
    };
    if (own.size() <= std::min(kDense, factorised_)) return by_all();
    for (const Index most : factorised(own.size())) {
      throw_if_stopped();
      require_memory(own.size(), most);
      const Preconditioner<Scalar> preconditioner(own, shift_, most);
      const auto find = [&](Acting acting, const NearOptions& options) {
        return near_subspace(
            {own.size(), [&](const Matrix& x, Matrix& y) { own.apply(x, acting, y); },
             [&](Matrix& x) { preconditioner.apply(x, acting); }, norm_},
            options);
      };
      auto right = find(Acting::forward, forward);
      if (!right) continue;
      if (right->block.rows() == 0) return {*right, *right};
      auto left = find(Acting::adjoint, adjoint(*right));
      if (left) return {*std::move(right), *std::move(left)};
    }
    if (own.size() <= kWhole) return by_all();
    throw NoAnswer(
        fmt::format("the eigenvalues next to {:.6g} {:+.6g}i did not converge; another target or "
                    "count may help",
                    target_.real(), target_.imag()));
  }

  // For the vectors of a search, some of them once more while it goes on, and the factors.
  void require_memory(Index size, Index most) const {
    constexpr double kCopied = 1.2;
    const auto vectors = static_cast<double>(space_vectors(count_, size));
    const auto factors = static_cast<double>(most);
    const std::string lacking = lacking_memory(
        sizeof(Complex) * (2 * kCopied * static_cast<double>(size) * vectors + factors * factors));
    if (lacking.empty()) return;
    throw NoAnswer(fmt::format("{} eigenvalues of a sector of {} numbers take some {}", count_,
                               size, lacking));
  }

  // Of so many numbers the factors of a preconditioner are, one after the other until one does.
  std::vector<Index> factorised(Index size) const {
    if (size <= kWhole && factorised_ >= kDense) return {size};
    std::vector<Index> sizes{std::max(factorised_, size / kPayingShare)};
    const auto then = [&](Index more) {
      sizes.front() = std::min(sizes.front(), more);
      if (sizes.back() < more) sizes.push_back(more);
    };
    if (size <= kLargestWhole) {
      then(size);
    } else {
      for (const Index more : kMoreNumbers) then(more);
    }
    return sizes;
  }

  // Of the left subspace as many dimensions as the right one has, those that are dual to it.
  void add(const SectorGenerator<Scalar>& own, const Sector& sector, const NearSubspace& right,
           const NearSubspace& left, std::vector<NearPart>& parts) {
    const Matrix overlap = left.basis.leftCols(right.basis.cols()).adjoint() * right.basis;
    const Matrix dual =
        overlap.partialPivLu().solve(Matrix(left.basis.leftCols(right.basis.cols()).adjoint()));
    const Index k = right.block.rows();
    const Index d = generator_.energies.size();
    NearPart part{sector.populations, Matrix(d * d, k), right.block, Matrix(k, d * d),
                  right.residual};
    for (Index i = 0; i < k; ++i) {
      part.right.col(i) = from_energy_basis(generator_, own.state(right.basis.col(i))).reshaped();
      const Vector row = dual.row(i).adjoint();
      part.left.row(i) = from_energy_basis(generator_, own.state(row)).reshaped().adjoint();
    }
    for (const Complex value : eigenvalues(right.block)) {
      distances_.push_back(std::abs(value - target_));
    }
    parts.push_back(std::move(part));
  }

  const Generator& generator_;
  Sectors sectors_;
  SectorFactors<Scalar> factors_;
  Complex target_;
  Index count_;
  Index factorised_;
  Complex shift_;
  double norm_ = 0;
  std::vector<double> distances_;  // of all eigenvalues found
};

// An eigenvalue of a part, and its eigenvectors in the part's bases.
struct Single {
  Complex value;
  const NearPart* part;
  Vector right;
  Vector left;  // as a row
};

std::vector<Single> singles(const std::vector<NearPart>& parts) {
  std::vector<Single> result;
  for (const NearPart& part : parts) {
    const Eigen::ComplexEigenSolver<Matrix> solver(part.block);
    const Matrix inverse = solver.eigenvectors().partialPivLu().inverse();
    for (Index i = 0; i < part.block.rows(); ++i) {
      result.push_back({solver.eigenvalues()(i), &part, solver.eigenvectors().col(i),
                        inverse.row(i).transpose()});
    }
  }
  return result;
}

}  // namespace

std::vector<NearPart> near_parts(const Generator& generator, Complex target, Index count,
                                 Index factorised) {
  const Index d = generator.energies.size();
  const Index most = std::min(kMostNear, d * d);
  if (count < 1 || count > most) {
    throw Error(fmt::format("the number of eigenvalues is {}; allowed are 1 to {}", count, most));
  }
  if (has_real_elements(generator)) {
    return Search<double>(generator, target, count, factorised).find();
  }
  return Search<Complex>(generator, target, count, factorised).find();
}

NearEigenvalues near_eigenvalues(const Generator& generator, Complex target, Index count,
                                 Index factorised) {
  const std::vector<NearPart> parts = near_parts(generator, target, count, factorised);
  std::vector<Single> found = singles(parts);
  // Of equally close ones, to rounding, the one that turns as the target does first.
  std::ranges::stable_sort(found, std::greater<>(), [](const Single& s) { return s.value.imag(); });
  const double rounding = 1e-10 * (1 + std::abs(target));
  std::ranges::stable_sort(found, {}, [&](const Single& s) {
    return std::round(std::abs(s.value - target) / rounding);
  });
  found.resize(static_cast<std::size_t>(std::min(count, static_cast<Index>(found.size()))));
  const auto k = static_cast<Index>(found.size());
  const Index d = generator.energies.size();
  NearEigenvalues result{Vector(k), RealVector(k),    RealVector(k),
                         {},        Matrix(d * d, k), Matrix(k, d * d)};
  for (Index i = 0; i < k; ++i) {
    const auto& [value, part, right, left] = found[static_cast<std::size_t>(i)];
    result.values(i) = value;
    result.right.col(i) = part->right * right;
    result.left.row(i) = left.transpose() * part->left;
    const double length = result.right.col(i).norm() * result.left.row(i).norm();
    result.rigidity(i) = std::isfinite(length) ? 1 / length : 0;
    result.errors(i) = part->residual * length;
    result.populations.push_back(part->populations);
  }
  return result;
}

}  // namespace quflux::inline solve
