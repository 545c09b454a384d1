#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// Some eigenvalues of a generator as a whole, which stays smooth where they coalesce, all matrices
/// in the basis of the model, their columns on each other.
struct NearPart {
  bool populations;  ///< whether it holds any, or coherences alone
  Matrix right;      ///< d^2 x k, orthonormal: L right = right block
  Matrix block;      ///< k x k
  Matrix left;       ///< k x d^2, left right = 1: left L = block left
  double residual;   ///< |L right - right block|, of the column where it is largest
};

/// Several parts as one, in a Schur form of its block.
NearPart joined(const std::vector<NearPart>& parts);

/// The places on the diagonal of an upper triangular matrix of eigenvalues that are one to
/// rounding. Their vectors are known together alone.
std::vector<std::vector<Eigen::Index>> equal_eigenvalues(const Matrix& t);

/// An orthonormal basis of the invariant subspace that belongs to these places.
Matrix invariant_basis(Matrix t, std::vector<Eigen::Index> places);

/// Of a part with a triangular block those eigenvalues of its diagonal.
NearPart restricted(NearPart part, std::vector<Eigen::Index> chosen);

}  // namespace quflux::inline solve
