#pragma once

#include "quflux/generator/linear_generator.h"

namespace quflux::inline solve {

/// The eigenvalues of a generator, sorted by real part, then imaginary part. One is zero, that of
/// the stationary state.
Vector spectrum(const LinearGenerator& generator);

/// The slowest relaxation rate: -max Re lambda over all eigenvalues but the one closest to zero.
double spectral_gap(const Vector& eigenvalues);

}  // namespace quflux::inline solve
