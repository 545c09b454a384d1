#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// Eigenvalues, ascending, and what some vectors are in the eigenvectors: components(k, j) = u_k^T
/// v_j, up to the sign of u_k.
struct EigenComponents {
  RealVector values;
  RealMatrix components;
};

/// The eigenvalues of a real symmetric matrix and the components of the columns of `vectors`. That
/// takes N^2 steps for a tridiagonal matrix and few vectors, where the rotations of implicit QL act
/// on the vectors alone, unless a component is so small (1e-8) that only eigenvectors of full
/// accuracy have its digits, and for that of a tree; else it takes all eigenvectors. Throws
/// NoAnswer where that does not converge.
EigenComponents eigen_components(const RealMatrix& symmetric, const RealMatrix& vectors);

}  // namespace quflux::inline numerics
