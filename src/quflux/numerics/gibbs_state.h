#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// exp(-H/T)/Z, for T > 0 however small. At T = 0 the equal mixture of the ground states. Levels
/// that differ from the lowest by no more than rounding of the largest one are ground states at
/// every T. Throws Error when H is not Hermitian, or T negative or not finite.
Matrix gibbs_state(const Matrix& hamiltonian, double temperature);

}  // namespace quflux::inline numerics
