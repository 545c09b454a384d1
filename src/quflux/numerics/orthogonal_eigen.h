#pragma once

#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

/// symmetric_eigen() by divide and conquer, whose eigenvectors are orthogonal to the last digits,
/// for functions of the matrix: those of symmetric_eigen(), which keep tiny elements instead, may
/// be off by a hundred roundings. Throws Error when it does not converge.
SymmetricEigen orthogonal_eigen(const RealMatrix& symmetric);

}  // namespace quflux::inline numerics
