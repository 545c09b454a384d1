#include "quflux/method/network/moment_solver.h"

#include <limits>
#include <utility>

namespace quflux::inline network {

namespace {

using PreciseMatrix = BasicMatrix<DoubleDouble>;

Matrix rounded(const PreciseMatrix& m) {
  return m.unaryExpr([](const auto& x) { return to_double(x); });
}

// Until corrections are beyond the digits that are kept, or shrink no more.
template <class Residual, class Solve>
PreciseMatrix refined(const PreciseMatrix& q, const Residual& residual, const Solve& solve) {
  constexpr int kMostSteps = 20;
  constexpr double kEnough = 1e-22;
  PreciseMatrix c = PreciseMatrix::Zero(q.rows(), q.cols());
  Matrix left = rounded(q);
  double change = std::numeric_limits<double>::infinity();
  for (int step = 0; step < kMostSteps; ++step) {
    const Matrix correction = solve(left);
    c += correction.unaryExpr(&to_precision<DoubleDouble>);
    const double previous = std::exchange(change, correction.cwiseAbs().maxCoeff());
    if (change <= kEnough * rounded(c).cwiseAbs().maxCoeff() || !(change < previous)) break;
    left = rounded(residual(c));
  }
  return c;
}

}  // namespace

MomentSolver<DoubleDouble>::MomentSolver(const PreciseMatrix& x) : x_(x), solver_(rounded(x)) {}

PreciseMatrix MomentSolver<DoubleDouble>::solve(const PreciseMatrix& q) const {
  return refined(
      q,
      [&](const PreciseMatrix& c) -> PreciseMatrix {
        const PreciseMatrix xc = x_.lazyProduct(c);
        return q - xc - xc.adjoint();
      },
      [&](const Matrix& left) { return solver_.solve(left); });
}

PreciseMatrix MomentSolver<DoubleDouble>::solve(const PreciseMatrix& q, Complex shift) const {
  const std::complex<DoubleDouble> precise = to_precision<DoubleDouble>(shift);
  const PreciseMatrix adjoint = x_.adjoint();
  return refined(
      q,
      [&](const PreciseMatrix& c) -> PreciseMatrix {
        return q - x_.lazyProduct(c) - c.lazyProduct(adjoint) - precise * c;
      },
      [&](const Matrix& left) { return solver_.solve(left, shift); });
}

}  // namespace quflux::inline network
