#include "quflux/bath/pade.h"

#include <cmath>

#include "quflux/numerics/decompositions.h"

namespace quflux::inline bath {

namespace {

using Eigen::Index;

// 2 over the positive eigenvalues of the matrix of this size that has but
// A_(m,m+1) = A_(m+1,m) = 1/sqrt((2m + shift)(2m + shift + 2)), m = 1, 2, ...; ascending.
RealVector two_over_eigenvalues(Index size, int shift) {
  RealVector beside(size - 1);
  for (Index m = 1; m < size; ++m) {
    const double first = 2.0 * static_cast<double>(m) + shift;
    beside(m - 1) = 1 / std::sqrt(first * (first + 2));
  }
  Eigen::SelfAdjointEigenSolver<RealMatrix> solver;
  solver.computeFromTridiagonal(RealVector::Zero(size), beside, Eigen::EigenvaluesOnly);
  // They are symmetric about zero, and ascending.
  return solver.eigenvalues().tail(size / 2).reverse().cwiseInverse() * 2;
}

}  // namespace

PadePoles pade_poles(Index count) {
  PadePoles pade;
  if (count == 0) return pade;
  pade.xi = two_over_eigenvalues(2 * count, 1);
  const RealVector xi2 = pade.xi.cwiseAbs2();
  const RealVector zeta2 = two_over_eigenvalues(2 * count - 1, 3).cwiseAbs2();
  const auto n = static_cast<double>(count);
  pade.eta = RealVector::Constant(count, n / 2 * (2 * n + 3));
  for (Index j = 0; j < count; ++j) {
    for (Index k = 0; k + 1 < count; ++k) {
      const Index other = k < j ? k : k + 1;
      pade.eta(j) *= (zeta2(k) - xi2(j)) / (xi2(other) - xi2(j));
    }
  }
  return pade;
}

std::complex<double> bose(const PadePoles& pade, std::complex<double> x) {
  std::complex<double> sum = 0.5 + 1.0 / x;
  for (Index j = 0; j < pade.xi.size(); ++j) {
    sum += 2 * pade.eta(j) * x / (x * x + pade.xi(j) * pade.xi(j));
  }
  return sum;
}

}  // namespace quflux::inline bath
