#include "quflux/method/network/moment_solver.h"

#include "quflux/numerics/refined_solution.h"

namespace quflux::inline network {

MomentSolver<DoubleDouble>::MomentSolver(const PreciseMatrix& x) : x_(x), solver_(rounded(x)) {}

PreciseMatrix MomentSolver<DoubleDouble>::solve(const PreciseMatrix& q) const {
  return refined_solution(
      q,
      [&](const PreciseMatrix& c) -> PreciseMatrix {
        const PreciseMatrix xc = x_.lazyProduct(c);
        return q - xc - xc.adjoint();
      },
      [&](const Matrix& left, const PreciseMatrix&) { return solver_.solve(left); });
}

PreciseMatrix MomentSolver<DoubleDouble>::solve(const PreciseMatrix& q, Complex shift) const {
  const std::complex<DoubleDouble> precise = to_precision<DoubleDouble>(shift);
  const PreciseMatrix adjoint = x_.adjoint();
  return refined_solution(
      q,
      [&](const PreciseMatrix& c) -> PreciseMatrix {
        return q - x_.lazyProduct(c) - c.lazyProduct(adjoint) - precise * c;
      },
      [&](const Matrix& left, const PreciseMatrix&) { return solver_.solve(left, shift); });
}

}  // namespace quflux::inline network
