#pragma once

#include <functional>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

struct ExtrapolatedDifference {
  RealVector slope;  ///< f'(x)
  double error;      ///< estimated, of the largest element; large where f jumps or has a kink
};

/// f'(x) by central differences of halved steps, extrapolated to a step of zero; of all
/// extrapolations the one that changes least (Ridders, Adv. Eng. Software 4, 75 (1982)). Beside it
///
///   (f(x + h) + f(x - h) - 2 f(x))/(2 h),
///
/// which vanishes with h where f is smooth, is extrapolated likewise: what is left is error. `step`
/// is the first one, above the scale on which f changes rather than below.
ExtrapolatedDifference extrapolated_difference(const std::function<RealVector(double)>& f, double x,
                                               double step);

}  // namespace quflux::inline numerics
