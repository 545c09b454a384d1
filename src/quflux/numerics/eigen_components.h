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
/// takes N^2 steps for a tridiagonal matrix, where the rotations of implicit QL act on few vectors
/// alone, and eigenvectors are made one by one (twisted_components()) for many of them or where a
/// component is so small (1e-8) that it needs them; and for that of a tree and few vectors; else it
/// takes all eigenvectors. Throws NoAnswer where that does not converge.
EigenComponents eigen_components(const RealMatrix& symmetric, const RealMatrix& vectors);

}  // namespace quflux::inline numerics
