#pragma once

#include <span>
#include <vector>

#include "quflux/bath/spectral_density.h"

namespace quflux::inline mapping {

/// A density as a sum of Brownian terms, and how far off that is.
struct BrownianFit {
  std::vector<Brownian> terms;
  double error = 0;       ///< the largest relative one at the frequencies that were asked for
  double band_error = 0;  ///< in the mean over all frequencies, relative where that is not small
};

/// Fits `count` Brownian terms to a density, whose frequencies, widths and couplings are all free,
/// by least squares over the frequencies where the density is not small, and with more weight at
/// the frequencies w > 0 that a system gives to it. Throws NoAnswer where the density is not known
/// over its band or vanishes.
BrownianFit fit_brownian(const SpectralDensity& density, int count,
                         std::span<const double> frequencies);

}  // namespace quflux::inline mapping
