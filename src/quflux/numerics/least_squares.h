#pragma once

#include <functional>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// A local minimum of |f(x)|^2.
struct LeastSquares {
  RealVector x;
  double cost;  ///< |f(x)|^2
};

/// The one that steps of Levenberg and Marquardt lead to from `x`, with differences for
/// derivatives: x must be scaled so that changes of 1e-6 are small and those of 1 are large.
LeastSquares least_squares(const std::function<RealVector(const RealVector&)>& f, RealVector x);

}  // namespace quflux::inline numerics
