#pragma once

#include <algorithm>
#include <limits>
#include <utility>

#include "quflux/core/rounded.h"

namespace quflux::inline numerics {

/// The solution x of linear equations with the right side b in 31 digits: x <- x + dx from zero,
/// with dx = solve(residual(x), x) in double precision of the residual in 31 digits, until
/// corrections are beyond the digits that are kept, or shrink no more.
template <class Residual, class Solve>
BasicMatrix<DoubleDouble> refined_solution(const BasicMatrix<DoubleDouble>& b,
                                           const Residual& residual, const Solve& solve) {
  constexpr int kMostSteps = 20;
  constexpr double kEnough = 1e-22;
  BasicMatrix<DoubleDouble> x = BasicMatrix<DoubleDouble>::Zero(b.rows(), b.cols());
  Matrix left = rounded(b);
  double change = std::numeric_limits<double>::infinity();
  double largest = 0;
  for (int step = 0; step < kMostSteps; ++step) {
    const Matrix correction = solve(left, x);
    x += correction.unaryExpr(&to_precision<DoubleDouble>);
    const double previous = std::exchange(change, correction.cwiseAbs().maxCoeff());
    largest = std::max(largest, change);
    if (change <= kEnough * largest || !(change < previous)) break;
    left = rounded(residual(x));
  }
  return x;
}

}  // namespace quflux::inline numerics
