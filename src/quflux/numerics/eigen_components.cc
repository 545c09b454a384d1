#include "quflux/numerics/eigen_components.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <vector>

#include "quflux/numerics/lapack.h"
#include "quflux/numerics/tree_eigen.h"
#include "quflux/numerics/tridiagonal.h"
#include "quflux/numerics/twisted.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

struct Tridiagonal {
  RealVector diagonal;
  RealVector beside;  // a last element is 0
};

// The first element from `begin` on beside which nothing is left but rounding.
Index end_of_block(const Tridiagonal& t, Index begin) {
  constexpr double kRounding = std::numeric_limits<double>::epsilon();
  Index end = begin;
  while (end + 1 < t.diagonal.size() &&
         std::abs(t.beside(end)) >
             kRounding * (std::abs(t.diagonal(end)) + std::abs(t.diagonal(end + 1)))) {
    ++end;
  }
  return end;
}

// One step of implicit QL with Wilkinson's shift on the block from `begin` to `end`; its rotations
// act on the columns of z.
void step(Tridiagonal& t, Index begin, Index end, RealMatrix& z) {
  RealVector& d = t.diagonal;
  RealVector& e = t.beside;
  const double slope = (d(begin + 1) - d(begin)) / (2 * e(begin));
  const double root = std::copysign(std::sqrt(slope * slope + 1), slope);
  double g = d(end) - d(begin) + e(begin) / (slope + root);
  double s = 1;
  double c = 1;
  double p = 0;
  for (Index i = end; i-- > begin;) {
    const double f = s * e(i);
    const double b = c * e(i);
    const double r = std::sqrt(f * f + g * g);
    e(i + 1) = r;
    if (r == 0) {  // the block falls into two
      d(i + 1) -= p;
      e(end) = 0;
      return;
    }
    s = f / r;
    c = g / r;
    const double rest = d(i + 1) - p;
    const double turned = (d(i) - rest) * s + 2 * c * b;
    p = s * turned;
    d(i + 1) = rest + p;
    g = c * turned - b;
    for (Index k = 0; k < z.rows(); ++k) {
      const double upper = z(k, i + 1);
      z(k, i + 1) = s * z(k, i) + c * upper;
      z(k, i) = c * z(k, i) - s * upper;
    }
  }
  d(begin) -= p;
  e(begin) = g;
  e(end) = 0;
}

Tridiagonal tridiagonal(const RealMatrix& symmetric) {
  const Index n = symmetric.rows();
  Tridiagonal t{symmetric.diagonal(), RealVector::Zero(n)};
  t.beside.head(n - 1) = symmetric.diagonal(-1);
  return t;
}

// Nothing where it does not converge.
std::optional<EigenComponents> by_rotations(Tridiagonal t, const RealMatrix& vectors) {
  constexpr int kMostSteps = 60;
  const Index n = t.diagonal.size();
  const double scale = std::max(t.diagonal.cwiseAbs().maxCoeff(), t.beside.cwiseAbs().maxCoeff());
  if (!(scale > 0) || !std::isfinite(scale)) return std::nullopt;
  t.diagonal /= scale;
  t.beside /= scale;
  RealMatrix z = vectors.transpose();
  for (Index begin = 0; begin < n; ++begin) {
    int steps = 0;
    for (Index end = end_of_block(t, begin); end > begin; end = end_of_block(t, begin)) {
      if (++steps > kMostSteps) return std::nullopt;
      step(t, begin, end, z);
    }
  }
  std::vector<Index> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](Index k) { return t.diagonal(k); });
  return EigenComponents{scale * t.diagonal(order), z(Eigen::all, order).transpose()};
}

// Whether a component is too small to have digits.
bool is_any_tiny(const RealMatrix& components, const RealMatrix& vectors) {
  constexpr double kSmall = 1e-8;
  for (Index j = 0; j < vectors.cols(); ++j) {
    if ((components.col(j).array().abs() < kSmall * vectors.col(j).norm()).any()) return true;
  }
  return false;
}

// Nothing where it does not converge.
std::optional<EigenComponents> of_chain(const Tridiagonal& t, const RealMatrix& vectors) {
  // With more of them the rotations take longer than eigenvectors.
  constexpr Index kMostRotated = 64;
  const bool rotates = vectors.cols() <= kMostRotated;
  auto found = by_rotations(t, rotates ? vectors : RealMatrix(vectors.rows(), 0));
  if (!found || (rotates && !is_any_tiny(found->components, vectors))) return found;
  auto components = twisted_components(t.diagonal, t.beside, found->values, vectors);
  if (!components) return std::nullopt;
  return EigenComponents{std::move(found->values), *std::move(components)};
}

// U^T V, from few elements of V where it has no more.
RealMatrix in_eigenvectors(const RealMatrix& u, const RealMatrix& v) {
  constexpr Index kMostOfAColumn = 4;
  if ((v.array() != 0).count() > kMostOfAColumn * v.cols()) {
    return product(u, Form::adjoint, v, Form::plain);
  }
  const RealMatrix rows = u.transpose();
  RealMatrix result = RealMatrix::Zero(u.cols(), v.cols());
  for (Index j = 0; j < v.cols(); ++j) {
    for (Index i = 0; i < v.rows(); ++i) {
      if (v(i, j) != 0) result.col(j) += v(i, j) * rows.col(i);
    }
  }
  return result;
}

EigenComponents by_eigenvectors(const RealMatrix& symmetric, const RealMatrix& vectors) {
  const SymmetricEigen e = symmetric_eigen(symmetric);
  return {e.values, in_eigenvectors(e.vectors, vectors)};
}

}  // namespace

EigenComponents eigen_components(const RealMatrix& symmetric, const RealMatrix& vectors) {
  // Of a tree, more of them take longer than eigenvectors.
  constexpr Index kMostVectors = 64;
  if (is_tridiagonal(symmetric)) {
    if (auto found = of_chain(tridiagonal(symmetric), vectors)) return *std::move(found);
  } else if (vectors.cols() <= kMostVectors) {
    if (auto found = tree_components(symmetric, vectors)) return *std::move(found);
  }
  return by_eigenvectors(symmetric, vectors);
}

}  // namespace quflux::inline numerics
