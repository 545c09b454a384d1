#pragma once

#include "quflux/core/double_double.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline numerics {

/// The eigenvalues and eigenvectors of a Hermitian matrix, taken as exact, to some 30 digits, from
/// those in double precision: V <- V + V E with
///
///   R = 1 - V^+ V,   S = V^+ H V,   E_ij = (S_ij + e_j R_ij)/(e_j - e_i),   E_ii = R_ii/2,
///
/// and E_ij = R_ij/2 for energies that are equal in `basis` (T. Ogita and K. Aishima, Japan J.
/// Indust. Appl. Math. 35, 1007 (2018)). They stay equal.
BasicEigenbasis<DoubleDouble> refine(const Eigenbasis& basis, const Matrix& hermitian);

/// refine() of one eigenbasis after another: what EigenbasisSolver does in this precision.
class PreciseEigenbasisSolver {
 public:
  /// Valid until the next call.
  const BasicEigenbasis<DoubleDouble>& solve(const Matrix& hermitian);

  const BasicEigenbasis<DoubleDouble>& basis() const { return basis_; }

  /// Grows with every matrix that is not the same as the one before.
  std::size_t version() const { return version_; }

 private:
  EigenbasisSolver solver_;
  std::size_t version_ = 0;
  BasicEigenbasis<DoubleDouble> basis_;
};

}  // namespace quflux::inline numerics
