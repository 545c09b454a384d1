#pragma once

#include <optional>

#include "quflux/core/matrix.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {

/// The Hermitian solution of X C + C X^+ = Q and what was found on the way.
struct SylvesterSolution {
  Matrix c;
  Vector eigenvalues;  ///< of X
};

/// Solves X C + C X^+ = Q for Hermitian Q, all N x N.
///
/// X is brought to its Schur form, X = U T U^+, and T Y + Y T^+ = U^+ Q U is solved from the last
/// rows upwards by halves, almost all of it in matrix products (the recursion of Jonsson and
/// Kagstroem, ACM Trans. Math. Softw. 28, 392 (2002); Y is Hermitian, which saves one in two of
/// its off-diagonal blocks). Eigenvectors of X would do the same, but lose all digits at
/// exceptional points, where they coalesce; a Schur form is always well conditioned.
///
/// Where x_a + conj(x_b) is below the rounding of the largest eigenvalue it is replaced by that, as
/// LAPACK's xTRSYL does: C then has no digits in the modes that X does not damp. The eigenvalues
/// tell, see relative_rounding(). Throws Error when the Schur form does not converge.
SylvesterSolution solve_sylvester(const Matrix& x, const Matrix& q);

/// solve_sylvester() of one Q after another, with the same X.
class SylvesterSolver {
 public:
  explicit SylvesterSolver(const Matrix& x) : schur_(schur(x)) {}

  Matrix solve(const Matrix& q) const;
  /// The solution of (X + shift) C + C X^+ = Q for any Q.
  Matrix solve(const Matrix& q, Complex shift) const;
  Vector eigenvalues() const { return schur_.t.diagonal(); }  ///< of X

 private:
  Schur schur_;
};

/// solve_sylvester() for X = i diag(energies) + K, refined once: the residual is formed from
/// differences of energies, so that rates far below the spread of energies keep their digits.
SylvesterSolution solve_sylvester(const RealVector& energies, const Matrix& k, const Matrix& q);

/// The same where K is too small beside all differences of energies to be seen in a Schur form: by
///
///   C_kl <- (Q - K' C - C K'^+)_kl/(i (e_k - e_l) + K_kk + conj(K_ll)),   K' = K less its
///   diagonal,
///
/// whose error falls by |K|/|e_k - e_l| a step. None where it does not fall fast.
std::optional<SylvesterSolution> solve_weak_sylvester(const RealVector& energies, const Matrix& k,
                                                      const Matrix& q);

/// Whether a real matrix equals its transpose or minus that.
enum class Symmetry { symmetric, antisymmetric };

/// The real solution of X C + C X^T = Q.
struct RealSylvesterSolution {
  RealMatrix c;
  Vector eigenvalues;  ///< of X
};

/// The same for real matrices, by the real Schur form, which takes a quarter of the time, and
/// refined once. C has the symmetry of Q.
RealSylvesterSolution solve_real_sylvester(const RealMatrix& x, const RealMatrix& q,
                                           Symmetry symmetry);

/// An estimate of the relative error of C from the rounding of X: N epsilon max|x| / min Re x, and
/// infinity when a mode grows or is not damped.
double relative_rounding(const Vector& eigenvalues);

}  // namespace quflux::inline numerics
