#pragma once

#include <string>

#include "quflux/bath/spectral_density.h"

namespace quflux::inline mapping {

/// Moments of a spectral density over all frequencies, int gamma(w) w^n dw.
struct DensityMoments {
  double inverse;  ///< n = -1
  double first;    ///< n = 1
};

/// Why they are not finite, or not known; empty: they are.
std::string moments_obstacle(const SpectralDensity& density);

/// Throws NoAnswer where they have an obstacle.
DensityMoments density_moments(const SpectralDensity& density);

}  // namespace quflux::inline mapping
