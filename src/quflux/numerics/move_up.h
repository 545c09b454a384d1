#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// Moves the eigenvalue at `from` on the diagonal of an upper triangular matrix up to `to` by
/// rotations, t -> G^+ t G; a matrix with vectors in its columns goes with it, u -> u G.
void move_up(Matrix& t, Eigen::Index from, Eigen::Index to, Matrix* u = nullptr);

}  // namespace quflux::inline numerics
