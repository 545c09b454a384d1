#pragma once

#include <limits>
#include <numbers>

#include "quflux/core/matrix.h"

namespace quflux::inline core {

inline constexpr double kPi = std::numbers::pi;
inline constexpr double kTwoPi = 2 * std::numbers::pi;
inline constexpr Complex kI{0, 1};
/// The number in the place of one that there is not.
inline constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

}  // namespace quflux::inline core
