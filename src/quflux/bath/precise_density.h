#pragma once

#include "quflux/bath/spectral_density.h"
#include "quflux/core/double_double.h"

namespace quflux::inline bath {

/// gamma(w) for w > 0 to some 30 digits, which differences of rates at neighbouring frequencies
/// need; to those of a double where it is a table, which is known to no more, or a function of the
/// user.
DoubleDouble evaluate_precisely(const SpectralDensity& density, const DoubleDouble& frequency);

}  // namespace quflux::inline bath
