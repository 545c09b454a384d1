#include "quflux/solve/spectrum.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline solve {

Vector spectrum(const LinearGenerator& generator) {
  const Eigen::ComplexEigenSolver<Matrix> solver(generator.dense(), /*computeEigenvectors=*/false);
  if (solver.info() != Eigen::Success) {
    throw NoAnswer("the eigenvalues of the generator did not converge");
  }
  Vector values = solver.eigenvalues();
  std::ranges::sort(values, [](Complex x, Complex y) {
    return x.real() != y.real() ? x.real() < y.real() : x.imag() < y.imag();
  });
  return values;
}

double spectral_gap(const Vector& eigenvalues) {
  if (eigenvalues.size() < 2) {
    throw NoAnswer("a spectral gap needs at least two eigenvalues; the system has one level");
  }
  Eigen::Index stationary = 0;
  eigenvalues.cwiseAbs().minCoeff(&stationary);
  double slowest = -std::numeric_limits<double>::infinity();
  for (Eigen::Index i = 0; i < eigenvalues.size(); ++i) {
    if (i != stationary) {
      slowest = std::max(slowest, eigenvalues(i).real());
    }
  }
  return -slowest;
}

}  // namespace quflux::inline solve
