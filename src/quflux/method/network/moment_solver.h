#pragma once

#include "quflux/core/precise_matrix.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

/// Solves X C + C X^+ = Q, Q Hermitian, or (X + shift) C + C X^+ = Q, for one Q after another.
template <class Real>
class MomentSolver;

template <>
class MomentSolver<double> : public SylvesterSolver {
 public:
  using SylvesterSolver::SylvesterSolver;
};

/// The same in 31 digits: C <- C + dC with the residual in them, and dC by the factors of X in
/// double precision.
template <>
class MomentSolver<DoubleDouble> {
 public:
  explicit MomentSolver(const PreciseMatrix& x);

  PreciseMatrix solve(const PreciseMatrix& q) const;
  PreciseMatrix solve(const PreciseMatrix& q, Complex shift) const;
  Vector eigenvalues() const { return solver_.eigenvalues(); }  ///< of X

 private:
  PreciseMatrix x_;
  SylvesterSolver solver_;
};

}  // namespace quflux::inline network
