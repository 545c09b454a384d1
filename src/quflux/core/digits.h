#pragma once

#include <algorithm>
#include <cmath>

namespace quflux::inline core {

/// The most digits that a number in double precision is said to have.
inline constexpr double kMostDigits = 15;

/// How many digits a relative error leaves, from 0 to kMostDigits; none where it is NaN.
inline double digits_of(double relative_error) {
  if (std::isnan(relative_error)) return 0;
  return std::clamp(-std::log10(relative_error), 0.0, kMostDigits);
}

}  // namespace quflux::inline core
