#include "quflux/numerics/refine_eigenbasis.h"

#include <algorithm>

#include "quflux/core/precise_matrix.h"

namespace quflux::inline numerics {

namespace {

using Real = DoubleDouble;

// Each squares the error, which at first is rounding over the smallest splitting.
constexpr int kNewtonSteps = 5;
constexpr double kRootOfRounding = 1e-15;

}  // namespace

BasicEigenbasis<DoubleDouble> refine(const Eigenbasis& basis, const Matrix& hermitian) {
  const Eigen::Index d = hermitian.rows();
  const PreciseMatrix h = hermitian.unaryExpr(&to_precision<Real>);
  PreciseMatrix v = basis.vectors.unaryExpr(&to_precision<Real>);
  BasicRealVector<Real> energies(d);
  for (int step = 0; step < kNewtonSteps; ++step) {
    const PreciseMatrix adjoint = v.adjoint();
    const PreciseMatrix r = PreciseMatrix::Identity(d, d) - adjoint.lazyProduct(v);
    const PreciseMatrix hv = h.lazyProduct(v);
    const PreciseMatrix s = adjoint.lazyProduct(hv);
    for (Eigen::Index i = 0; i < d; ++i) energies(i) = s(i, i).real() / (Real(1) - r(i, i).real());
    PreciseMatrix e(d, d);
    double largest = 0;
    for (Eigen::Index j = 0; j < d; ++j) {
      for (Eigen::Index i = 0; i < d; ++i) {
        e(i, j) = basis.energies(i) == basis.energies(j)
                      ? r(i, j) * Real(0.5)
                      : (s(i, j) + r(i, j) * energies(j)) / (energies(j) - energies(i));
        largest = std::max(largest, magnitude(e(i, j)));
      }
    }
    v += v.lazyProduct(e).eval();
    if (largest < kRootOfRounding) break;
  }
  for (Eigen::Index i = 1; i < d; ++i) {
    if (basis.energies(i) == basis.energies(i - 1)) energies(i) = energies(i - 1);
  }
  return {std::move(energies), std::move(v)};
}

const BasicEigenbasis<DoubleDouble>& PreciseEigenbasisSolver::solve(const Matrix& hermitian) {
  const Eigenbasis& basis = solver_.solve(hermitian);
  if (version_ == solver_.version()) return basis_;
  basis_ = refine(basis, hermitian);
  version_ = solver_.version();
  return basis_;
}

}  // namespace quflux::inline numerics
