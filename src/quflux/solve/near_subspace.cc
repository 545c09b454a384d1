#include "quflux/solve/near_subspace.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include <Eigen/QR>

#include "quflux/core/stop.h"
#include "quflux/core/watch.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/move_up.h"

namespace quflux::inline solve {

namespace {

using Eigen::Index;

constexpr double kResidual = 3e-13;        // of the norm
constexpr double kGoodOfSubspace = 1e-11;  // the same where rounding leaves no less
constexpr double kDependent = 1e-10;       // what is left of a vector that a space holds already
// Eigenvalues whose distances differ by less belong together: conjugate ones, and those that meet.
constexpr double kEqualDistance = 0.02;
constexpr Index kMostEqual = 10;
constexpr double kKnown = 1e-4;    // residuals, of the norm, from which on distances are known
constexpr Index kMoreVectors = 2;  // vectors to begin with
constexpr int kPowers = 4;         // of (M - shift)^-1 on the first ones
constexpr double kSettled = 0.02;  // residual over distance of what is surely beyond others
constexpr Index kRest = 4;         // vectors that are kept beside the wanted ones
constexpr int kPatience = 10;      // steps in which residuals become
constexpr double kGain = 0.3;      // so much of what they were, at least
constexpr int kMostSubspaceSteps = 150;

// A Schur form with eigenvalues in the order of their distances from a target.
struct SortedSchur {
  Matrix u;
  std::vector<double> distances;
};

template <class Distance>
SortedSchur sorted_schur(const Matrix& m, Index first, const Distance& distance) {
  Schur form = schur(m);
  const Index n = m.rows();
  const Index sorted = std::min(first, n);
  for (Index place = 0; place < sorted; ++place) {
    Index closest = place;
    for (Index i = place + 1; i < n; ++i) {
      if (distance(form.t(i, i)) < distance(form.t(closest, closest))) closest = i;
    }
    move_up(form.t, closest, place, &form.u);
  }
  SortedSchur result{std::move(form.u), {}};
  for (Index i = 0; i < sorted; ++i) result.distances.push_back(distance(form.t(i, i)));
  return result;
}

// So many eigenvalues of ascending distances that none of equal distance is left out.
Index closed_count(const std::vector<double>& distances, Index count) {
  const auto size = static_cast<Index>(distances.size());
  Index closed = std::min(count, size);
  while (closed > 0 && closed < std::min(size, count + kMostEqual) &&
         distances[static_cast<std::size_t>(closed)] <=
             (1 + kEqualDistance) * distances[static_cast<std::size_t>(closed) - 1]) {
    ++closed;
  }
  return closed;
}

// Takes what lies along the columns of a basis out of x twice, and returns it.
Vector take_out(const Eigen::Ref<const Matrix>& basis, Eigen::Ref<Vector> x) {
  Vector parts = Vector::Zero(basis.cols());
  for (int pass = 0; pass < 2; ++pass) {
    const Vector along = basis.adjoint() * x;
    x.noalias() -= basis * along;
    parts += along;
  }
  return parts;
}

// A space V with (L - shift) V = Q R, V and Q orthonormal.
class Space {
 public:
  Space(const NearProblem& problem, Complex shift, Index most)
      : problem_(problem),
        shift_(shift),
        v_(problem.size, most),
        q_(problem.size, most),
        r_(Matrix::Zero(most, most)),
        overlaps_(Matrix::Zero(most, most)) {}

  Index size() const { return size_; }
  Index room() const { return v_.cols() - size_; }

  // Takes up what is new of some vectors; false where nothing is.
  bool grow(const Matrix& vectors) {
    Index added = 0;
    for (Index k = 0; k < vectors.cols() && size_ + added < v_.cols(); ++k) {
      Vector x = vectors.col(k);
      const double before = x.norm();
      if (!(before > 0) || !std::isfinite(before)) continue;
      take_out(v_.leftCols(size_ + added), x);
      const double left = x.norm();
      if (left <= kDependent * before) continue;
      x /= left;
      take_out(v_.leftCols(size_ + added), x);
      v_.col(size_ + added++) = x.normalized();
    }
    if (added == 0) return false;
    Matrix moved;
    problem_.apply(v_.middleCols(size_, added), moved);
    for (Index k = 0; k < added; ++k) {
      const Index column = size_;
      Vector w = moved.col(k) - shift_ * v_.col(column);
      r_.col(column).head(column) = take_out(q_.leftCols(column), w);
      const double length = w.norm();
      r_(column, column) = length;
      q_.col(column) = w / length;
      overlaps_.row(column).head(column) = q_.col(column).adjoint() * v_.leftCols(column);
      overlaps_.col(column).head(column + 1) = q_.leftCols(column + 1).adjoint() * v_.col(column);
      ++size_;
    }
    return true;
  }

  // (L - shift)^-1 on the space, Eq. (106), whose eigenvalues 1/(lambda - shift) are largest next
  // to it.
  Matrix inverse() const {
    return r().triangularView<Eigen::Upper>().solve(overlaps_.topLeftCorner(size_, size_));
  }

  Matrix vectors(const Matrix& y) const { return v_.leftCols(size_) * y; }

  // For orthonormal y: (V y)^+ L V y.
  Matrix block(const Matrix& y) const {
    const Matrix projected = overlaps_.topLeftCorner(size_, size_).adjoint() * (r() * y);
    Matrix result = y.adjoint() * projected;
    result.diagonal().array() += shift_;
    return result;
  }

  // L V y - V y t
  Matrix residuals(const Matrix& y, const Matrix& t) const {
    return q_.leftCols(size_) * (r() * y) + v_.leftCols(size_) * (shift_ * y - y * t);
  }

  // Keeps the vectors y alone.
  void compress(const Matrix& y) {
    const Index kept = y.cols();
    const Matrix image = r() * y;
    const Eigen::HouseholderQR<Matrix> qr(image);
    const Matrix turned = qr.householderQ() * Matrix::Identity(size_, kept);
    const Matrix overlaps = turned.adjoint() * overlaps_.topLeftCorner(size_, size_) * y;
    v_.leftCols(kept) = (v_.leftCols(size_) * y).eval();
    q_.leftCols(kept) = (q_.leftCols(size_) * turned).eval();
    r_.topLeftCorner(kept, kept) =
        qr.matrixQR().topRows(kept).template triangularView<Eigen::Upper>();
    overlaps_.topLeftCorner(kept, kept) = overlaps;
    size_ = kept;
  }

 private:
  Matrix r() const { return r_.topLeftCorner(size_, size_); }

  const NearProblem& problem_;
  Complex shift_;
  Matrix v_;
  Matrix q_;
  Matrix r_;
  Matrix overlaps_;  // Q^+ V
  Index size_ = 0;
};

Matrix first_vectors(const NearProblem& problem, Index count) {
  std::mt19937_64 random(1);
  std::normal_distribution<double> normal;
  Matrix x(problem.size, count);
  for (Complex& number : x.reshaped()) number = {normal(random), normal(random)};
  for (int i = 0; i < kPowers; ++i) {
    problem.precondition(x);
    const Eigen::HouseholderQR<Matrix> qr(x);
    x = qr.householderQ() * Matrix::Identity(problem.size, count);
  }
  return x;
}

// With products of its own, which rounding of the long way there is not in.
NearSubspace checked(const NearProblem& problem, Matrix basis) {
  NearSubspace result{std::move(basis), {}, 0};
  Matrix moved;
  problem.apply(result.basis, moved);
  result.block = result.basis.adjoint() * moved;
  moved -= result.basis * result.block;
  if (moved.cols() > 0) result.residual = moved.colwise().norm().maxCoeff();
  return result;
}

}  // namespace

Index space_vectors(Index count, Index size) {
  constexpr Index kNumbers = 40'000'000;
  const Index needed = 2 * count + kMostEqual + 16;
  const Index paying = std::min({6 * count + 40, Index{200}, kNumbers / size});
  return std::min(std::max(needed, paying), size);
}

std::optional<NearSubspace> near_subspace(const NearProblem& problem, const NearOptions& options) {
  const Index wanted = std::min(options.count, problem.size);
  const Index looked_at = wanted + kMostEqual;
  const Index most = space_vectors(wanted, problem.size);
  Space space(problem, options.shift, most);
  space.grow(first_vectors(problem, std::min(wanted + kMoreVectors, problem.size)));
  const double enough = kResidual * problem.norm;
  double smallest = std::numeric_limits<double>::infinity();
  double before = smallest;  // some steps ago
  Index converged_before = 0;
  int without_gain = 0;
  for (int step = 0; step < kMostSubspaceSteps; ++step) {
    throw_if_stopped();
    const auto distance = [&](Complex inverse) {
      if (inverse == Complex(0)) return std::numeric_limits<double>::infinity();
      return std::abs(options.shift + 1.0 / inverse - options.target);
    };
    const SortedSchur found = sorted_schur(space.inverse(), looked_at + 1, distance);
    // Distances tell what belongs together once they are known.
    const bool known = smallest <= kKnown * problem.norm;
    const Index count =
        std::min(known ? closed_count(found.distances, wanted) : wanted, space.size());
    const Matrix y = found.u.leftCols(count);
    const Matrix t = space.block(y);
    Matrix residuals = space.residuals(y, t);
    const RealVector lengths = residuals.colwise().norm().transpose();
    Index converged = 0;
    while (converged < count && lengths(converged) <= enough) ++converged;
    // Those farther away than what others have found are not needed.
    const auto beyond = [&](Index i) {
      return found.distances[static_cast<std::size_t>(i)] > (1 + kEqualDistance) * options.within;
    };
    const auto settled = [&](Index i) {
      return i < converged || lengths(i) <= kSettled * found.distances[static_cast<std::size_t>(i)];
    };
    Index needed = count;
    for (Index i = 0; i < count && (i == 0 || i <= converged); ++i) {
      if (beyond(i) && settled(i)) {
        needed = i;
        break;
      }
    }
    const double largest = lengths.head(needed).size() > 0 ? lengths.head(needed).maxCoeff() : 0;
    tell_step({step + 1, largest / problem.norm});
    if ((largest <= enough && (known || needed == 0)) || space.size() == problem.size) {
      NearSubspace result = checked(problem, space.vectors(y.leftCols(needed)));
      if (result.residual <= kGoodOfSubspace * problem.norm) return result;
      return std::nullopt;
    }
    if (step % kPatience == 0) {
      if (largest > kGain * before && converged <= converged_before) return std::nullopt;
      before = largest;
      converged_before = converged;
    }
    without_gain = largest < 0.5 * smallest ? 0 : without_gain + 1;
    smallest = std::min(smallest, largest);
    if (without_gain > 12 && smallest <= kGoodOfSubspace * problem.norm) {
      return checked(problem, space.vectors(y));
    }
    std::vector<Index> open;
    for (Index i = 0; i < count; ++i) {
      if (lengths(i) > enough) open.push_back(i);
    }
    Matrix more = residuals(Eigen::all, open);
    problem.precondition(more);
    if (space.room() < more.cols() && most < problem.size) {
      const Index kept = std::max(count + kRest, most / 2);
      const SortedSchur all = sorted_schur(space.inverse(), kept, distance);
      space.compress(all.u.leftCols(kept));
    }
    if (!space.grow(more)) {
      if (smallest > kGoodOfSubspace * problem.norm) return std::nullopt;
      return checked(problem, space.vectors(y));
    }
  }
  return std::nullopt;
}

NearSubspace near_subspace(const Matrix& matrix, const NearOptions& options) {
  const auto distance = [&](Complex value) { return std::abs(value - options.target); };
  const Index wanted = std::min(options.count, matrix.rows());
  const SortedSchur found = sorted_schur(matrix, wanted + kMostEqual + 1, distance);
  Index count = closed_count(found.distances, wanted);
  while (count > 0 && found.distances[static_cast<std::size_t>(count) - 1] >
                          (1 + kEqualDistance) * options.within) {
    --count;
  }
  const NearProblem problem{
      matrix.rows(),
      [&](const Matrix& x, Matrix& y) { y = product(matrix, Form::plain, x, Form::plain); },
      {},
      0};
  return checked(problem, found.u.leftCols(count));
}

}  // namespace quflux::inline solve
