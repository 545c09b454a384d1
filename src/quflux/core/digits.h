#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

namespace quflux::inline core {

/// The most digits that a flow in double precision is said to have: rounding of rates and elements
/// takes the others.
inline constexpr double kMostDigits = 13;

/// How many digits a relative error leaves, from 0 to kMostDigits; none where it is NaN.
inline double digits_of(double relative_error) {
  if (std::isnan(relative_error)) return 0;
  return std::clamp(-std::log10(relative_error), 0.0, kMostDigits);
}

/// The digits of flows that vanish but for rounding: none to tell.
inline constexpr double kNoDigits = std::numeric_limits<double>::quiet_NaN();

}  // namespace quflux::inline core
