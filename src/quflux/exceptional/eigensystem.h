#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline exceptional {

/// Eigenvalues of a general matrix, and its right and left eigenvectors:
/// M right.col(i) = values(i) right.col(i), left.row(i) M = values(i) left.row(i), left right = 1,
/// with columns of `right` of length one. Next to an exceptional point `left` grows without bound;
/// on it, it is not finite.
struct Eigensystem {
  Vector values;
  Matrix right;
  Matrix left;
  RealVector errors = {};  ///< of the values, where they are known
};

/// Throws Error when the matrix is not finite or the iteration does not converge.
Eigensystem eigensystem(const Matrix& m);

/// Eigenvalues alone, in no particular order. Throws as eigensystem().
Vector eigenvalues_of(const Matrix& m);

/// The phase rigidity of eigenvalue i, |<l|r>| / (|l| |r|): one for a normal matrix, and zero where
/// an eigenvector is lost.
double phase_rigidity(const Eigensystem& system, Eigen::Index i);

/// Indices of the k eigenvalues closest to z, closest first.
std::vector<Eigen::Index> closest_eigenvalues(const Vector& values, Complex z, Eigen::Index k);

/// The k eigenvalues closest to z as one: the matrix restricted to their invariant subspace, in an
/// orthonormal basis (from an ordered Schur decomposition), minus its mean eigenvalue. Unlike
/// single eigenvalues, it changes smoothly with the matrix where they coalesce.
struct InvariantBlock {
  Complex mean;
  Matrix centred;     ///< k x k, upper triangular, of trace zero
  double separation;  ///< from the mean to the closest eigenvalue outside; infinite when k = n
};

InvariantBlock invariant_block(const Matrix& m, Complex z, Eigen::Index k);

/// Sizes of the Jordan blocks of a matrix whose eigenvalues are all zero, largest first, from the
/// ranks of its powers. Singular values of the j-th power up to `tolerance` times the j-th power of
/// the matrix's norm count as zero.
std::vector<int> jordan_blocks(const Matrix& nilpotent, double tolerance);

}  // namespace quflux::inline exceptional
