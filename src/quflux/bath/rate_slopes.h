#pragma once

#include <optional>
#include <string_view>

#include "quflux/bath/reservoir.h"

namespace quflux::inline bath {

/// dR/dw of transition_rate(). None at w = 0 where R has a kink there, as an Ohmic bath with an
/// exponential cutoff has. Throws NoAnswer as density_slope().
std::optional<double> rate_slope(const Reservoir& reservoir, double frequency);

/// dR(w)/dp of a number p of the reservoir: "temperature", or "spectral_density." and what
/// density_slope() knows. None at w = 0 where it is not finite.
std::optional<double> rate_slope(const Reservoir& reservoir, std::string_view number,
                                 double frequency);

}  // namespace quflux::inline bath
