#pragma once

#include <optional>
#include <span>

namespace quflux::inline solve {

/// The step of times that are equally far apart, up to their rounding; none of fewer than three.
std::optional<double> equal_step(std::span<const double> times);

/// The longest step between times that ascend from 0 on.
double largest_step(std::span<const double> times);

}  // namespace quflux::inline solve
