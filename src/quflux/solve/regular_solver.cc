#include "quflux/solve/regular_solver.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/solve/not_unique.h"

namespace quflux::inline solve {

template <class Scalar>
RegularSolver<Scalar>::RegularSolver(Eigen::Index size)
    : matrix_(size, size),
      source_(size),
      lu_(size),
      solution_(size),
      correction_(size),
      residual_(size),
      adjoint_solution_(size) {}

template <class Scalar>
const typename RegularSolver<Scalar>::Vector& RegularSolver<Scalar>::solve() {
  lu_.compute(matrix_);
  // The estimate of the condition is meaningless when a pivot is exactly zero.
  const double smallest_pivot = lu_.matrixLU().diagonal().cwiseAbs().minCoeff();
  const double condition = smallest_pivot > kSingular ? reciprocal_condition() : smallest_pivot;
  if (!(condition > kSingular)) {
    throw_not_connected();
  }
  rounding_ = std::numeric_limits<double>::epsilon() / condition;
  apply_inverse(source_, solution_);
  residual_ = source_;
  residual_.noalias() -= matrix_ * solution_;
  apply_inverse(residual_, correction_);
  solution_ += correction_;
  return solution_;
}

template <class Scalar>
const typename RegularSolver<Scalar>::Vector& RegularSolver<Scalar>::solve_again(
    const Vector& source) {
  apply_inverse(source, correction_);
  return correction_;
}

template <class Scalar>
const typename RegularSolver<Scalar>::Vector& RegularSolver<Scalar>::solve_adjoint(
    const Vector& source) {
  residual_ = source;
  apply_adjoint_inverse(residual_, adjoint_solution_);
  residual_ = source;
  residual_.noalias() -= matrix_.adjoint() * adjoint_solution_;
  apply_adjoint_inverse(residual_, correction_);
  adjoint_solution_ += correction_;
  return adjoint_solution_;
}

// P A = L U. Eigen's own solve() takes memory for the permuted vector.
template <class Scalar>
void RegularSolver<Scalar>::apply_inverse(const Vector& b, Vector& x) const {
  x.noalias() = lu_.permutationP() * b;
  lu_.matrixLU().template triangularView<Eigen::UnitLower>().solveInPlace(x);
  lu_.matrixLU().template triangularView<Eigen::Upper>().solveInPlace(x);
}

// Overwrites b.
template <class Scalar>
void RegularSolver<Scalar>::apply_adjoint_inverse(Vector& b, Vector& x) const {
  lu_.matrixLU().template triangularView<Eigen::Upper>().adjoint().solveInPlace(b);
  lu_.matrixLU().template triangularView<Eigen::UnitLower>().adjoint().solveInPlace(b);
  x.noalias() = lu_.permutationP().transpose() * b;
}

// 1/(|A| |A^-1|) in the 1-norm, the second factor by Hager's method as in N. J. Higham, Accuracy
// and Stability of Numerical Algorithms, Algorithm 15.1; as Eigen's rcond(), but without memory of
// its own.
template <class Scalar>
double RegularSolver<Scalar>::reciprocal_condition() {
  const Eigen::Index n = matrix_.rows();
  Vector& x = solution_;
  Vector& y = correction_;
  Vector& z = residual_;
  x.setConstant(1.0 / static_cast<double>(n));
  double inverse_norm = 0;
  Eigen::Index previous = -1;
  for (int iteration = 0; iteration < 5; ++iteration) {
    apply_inverse(x, y);
    const double norm = y.template lpNorm<1>();
    if (!(norm > inverse_norm)) break;
    inverse_norm = norm;
    y = y.unaryExpr([](Scalar v) { return v == Scalar(0) ? Scalar(1) : v / std::abs(v); });
    apply_adjoint_inverse(y, z);
    Eigen::Index largest = 0;
    z.real().cwiseAbs().maxCoeff(&largest);
    if (largest == previous) break;
    previous = largest;
    x.setZero();
    x(largest) = 1;
  }
  // Where cancellation has hidden a large norm, this vector shows it.
  for (Eigen::Index i = 0; i < n; ++i) {
    const double growth = n > 1 ? static_cast<double>(i) / static_cast<double>(n - 1) : 0;
    x(i) = (i % 2 == 0 ? 1 : -1) * (1 + growth);
  }
  apply_inverse(x, y);
  inverse_norm = std::max(inverse_norm, 2 * y.template lpNorm<1>() / (3 * static_cast<double>(n)));
  return 1 / (matrix_.cwiseAbs().colwise().sum().maxCoeff() * inverse_norm);
}

template class RegularSolver<double>;
template class RegularSolver<Complex>;

}  // namespace quflux::inline solve
