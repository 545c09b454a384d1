#pragma once

#include "quflux/core/matrix.h"

namespace quflux {

/// Eigenvalues and eigenvectors of a Hermitian matrix.
struct Eigenbasis {
  RealVector energies;  ///< ascending
  Matrix vectors;       ///< column a belongs to energies(a)
};

/// Diagonalises a Hermitian matrix block by block, where a block is a set of basis states connected
/// by nonzero elements (a number of excitations that is conserved, say), each block with its mean
/// energy taken out. Within a block whose levels are split by little, eigenvectors are then as
/// accurate as the splitting, not as the energies. Energies closer than the rounding of the largest
/// are made equal. Throws Error when the iteration does not converge.
Eigenbasis eigenbasis(const Matrix& hermitian);

}  // namespace quflux
