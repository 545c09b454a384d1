#pragma once

#include <string>

#include "quflux/bath/spectral_density.h"

namespace quflux::inline bath {

/// Why the slope at zero that a function was given cannot be the limit of gamma(w)/w: this is
/// another one, and the same, at 1e-6 and 1e-9 of a temperature, or grows as a power of w from 1e-3
/// to 1e-12 of it. Empty: it may be. Throws what the function throws.
std::string slope_contradiction(const SpectralDensity& density, double temperature);

}  // namespace quflux::inline bath
