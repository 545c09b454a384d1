#include "quflux/numerics/aaa.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

// Columns that are added one after the other, A = Q R.
class GrowingQr {
 public:
  GrowingQr(Index rows, Index most)
      : q_(RealMatrix::Zero(rows, most)), r_(RealMatrix::Zero(most, most)) {}

  void add(RealVector column) {
    const double length = column.norm();
    // Twice is enough to be orthogonal to rounding.
    for (int pass = 0; pass < 2 && size_ > 0; ++pass) {
      const RealVector overlap = q_.leftCols(size_).transpose() * column;
      column -= q_.leftCols(size_) * overlap;
      r_.col(size_).head(size_) += overlap;
    }
    // A column that is a combination of the others leaves its rounding.
    const double rest = std::max({column.norm(), std::numeric_limits<double>::epsilon() * length,
                                  std::numeric_limits<double>::min()});
    q_.col(size_) = column / rest;
    r_(size_, size_) = rest;
    ++size_;
  }

  // The right singular vector of the least singular value, by inverse iteration with R^T R.
  RealVector least_singular_vector() const {
    const auto r = r_.topLeftCorner(size_, size_).triangularView<Eigen::Upper>();
    RealVector x = RealVector::Ones(size_).normalized();
    for (int pass = 0; pass < 4; ++pass) {
      x = r.transpose().solve(x).normalized();
      x = r.solve(x).normalized();
    }
    return x;
  }

 private:
  RealMatrix q_;
  RealMatrix r_;
  Index size_ = 0;
};

// r(x) = sum_j w_j f_j/(x - x_j) / sum_j w_j/(x - x_j).
struct Barycentric {
  RealVector points;
  RealVector values;
  RealVector weights;
};

// The zeros of sum_j w_j/(x - x_j): with e = (1, 1, ...) and D = diag(x_j), the eigenvalues of
// D - e w^T D/(w^T e) are these and zero. Newton's method takes off what rounding left of them.
Vector poles(const Barycentric& r) {
  const Index n = r.points.size();
  const RealVector scaled = r.weights.cwiseProduct(r.points) / r.weights.sum();
  RealMatrix companion = r.points.asDiagonal();
  companion.rowwise() -= scaled.transpose();
  Vector all = eigenvalues(companion.cast<Complex>());
  Index zero = 0;
  all.cwiseAbs().minCoeff(&zero);
  std::swap(all(zero), all(n - 1));
  Vector found = all.head(n - 1);
  for (Complex& pole : found) {
    for (int step = 0; step < 3; ++step) {
      Complex value = 0;
      Complex slope = 0;
      for (Index j = 0; j < n; ++j) {
        const Complex inverse = 1.0 / (pole - r.points(j));
        value += r.weights(j) * inverse;
        slope -= r.weights(j) * inverse * inverse;
      }
      const Complex change = value / slope;
      if (!(std::abs(change) < 0.1 * std::abs(pole))) break;
      pole -= change;
    }
  }
  return found;
}

PoleSum partial_fractions(const Barycentric& r) {
  PoleSum sum{poles(r), {}};
  sum.residues.resize(sum.poles.size());
  for (Index k = 0; k < sum.poles.size(); ++k) {
    const Vector inverse = (sum.poles(k) - r.points.cast<Complex>().array()).inverse();
    const Complex numerator =
        (r.weights.cwiseProduct(r.values).cast<Complex>().array() * inverse.array()).sum();
    const Complex slope = -(r.weights.cast<Complex>().array() * inverse.array().square()).sum();
    sum.residues(k) = numerator / slope;
  }
  return sum;
}

}  // namespace

PoleSum rational_approximation(const RealVector& points, const RealVector& values, double tolerance,
                               Index most) {
  const Index size = points.size();
  const double largest = values.cwiseAbs().maxCoeff();
  RealMatrix cauchy = RealMatrix::Zero(size, most);
  std::vector<Index> supports;
  RealVector approximation = RealVector::Constant(size, values.mean());
  GrowingQr loewner(size / 2, most);
  Barycentric r;
  while (static_cast<Index>(supports.size()) < std::min(most, (size + 1) / 2)) {
    const RealVector error = (values - approximation).cwiseAbs();
    if (!supports.empty() && error.maxCoeff() <= tolerance * largest) break;
    Index next = 0;
    for (Index i = 0; i < size; i += 2) {
      if (error(i) > error(next)) next = i;
    }
    // The error vanishes at the points that were chosen: none is left to improve.
    if (std::ranges::find(supports, next) != supports.end()) break;
    const auto column = static_cast<Index>(supports.size());
    supports.push_back(next);
    const auto tests = Eigen::seqN(1, size / 2, 2);
    for (Index i = 0; i < size; ++i) {
      cauchy(i, column) = i == next ? 0 : 1 / (points(i) - points(next));
    }
    loewner.add((values(tests).array() - values(next)) * cauchy(tests, column).array());
    r.points = points(supports);
    r.values = values(supports);
    r.weights = loewner.least_singular_vector();
    const auto used = cauchy.leftCols(column + 1);
    approximation = (used * r.weights.cwiseProduct(r.values)).cwiseQuotient(used * r.weights);
    for (const Index support : supports) approximation(support) = values(support);
  }
  return partial_fractions(r);
}

}  // namespace quflux::inline numerics
