#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// D^-1 a D of a square matrix, D diagonal with powers of two, in which every row is about as long
/// as its column (Osborne 1960; Parlett and Reinsch 1969): what LAPACK's eigenvalues are found of,
/// so that its elements tell what rounding leaves of them. Its elements are finite.
Matrix balanced(Matrix a);

}  // namespace quflux::inline numerics
