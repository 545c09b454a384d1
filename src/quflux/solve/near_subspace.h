#pragma once

#include <functional>
#include <optional>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// The invariant subspace of the eigenvalues of a matrix that are closest to a number. Unlike
/// single eigenvectors it is smooth where eigenvalues coalesce.
struct NearSubspace {
  Matrix basis;         ///< orthonormal columns, those of closer eigenvalues first
  Matrix block;         ///< basis^+ L basis, with these eigenvalues
  double residual = 0;  ///< |L basis - basis block|, of the column where it is largest
};

/// A matrix by its products, on all columns at once.
struct NearProblem {
  Eigen::Index size;
  std::function<void(const Matrix& x, Matrix& y)> apply;  ///< y = L x
  /// x = (M - shift)^-1 x of some M close to L, next to the shift above all.
  std::function<void(Matrix& x)> precondition;
  double norm;  ///< of L, roughly
};

struct NearOptions {
  Complex target;      ///< closest to this number
  Complex shift;       ///< next to the target, and no eigenvalue: L - shift must not be singular
  Eigen::Index count;  ///< how many eigenvalues, and more of equal distance that belong to them
  /// Eigenvalues farther from the target than this are not wanted, and end the search.
  double within;
};

/// Vectors that the space of a search holds, twice: enough for so many eigenvalues and those that
/// belong to them, and as many more as save steps where they do not take too much memory.
Eigen::Index space_vectors(Eigen::Index count, Eigen::Index size);

/// By Davidson's method with harmonic extraction (Morgan, Linear Algebra Appl. 154, 289 (1991);
/// Stathopoulos, Saad and Wu, SIAM J. Sci. Comput. 19, 227 (1998)), for several vectors at once: a
/// space grows by the preconditioned residuals of a partial Schur form of what (L - shift)^-1 is on
/// it, and is compressed to the closest vectors when it is full. Residuals become 3e-13 of the
/// norm; 1e-11 will do where rounding leaves no less. None where it does not converge. Throws
/// Stopped as throw_if_stopped() says.
std::optional<NearSubspace> near_subspace(const NearProblem& problem, const NearOptions& options);

/// The same of a matrix that is there, from its Schur form.
NearSubspace near_subspace(const Matrix& matrix, const NearOptions& options);

}  // namespace quflux::inline solve
