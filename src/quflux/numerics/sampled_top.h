#pragma once

#include <cstddef>
#include <span>

namespace quflux::inline numerics {

/// Where the polynomial through equally spaced samples around samples[i], the largest of them, has
/// its top: steps from i, between -1 and 1. The quartic through five samples where there are two on
/// each side, else the parabola through three. Needs one neighbour on each side.
double sampled_top(std::span<const double> samples, std::size_t i);

}  // namespace quflux::inline numerics
