#include "quflux/numerics/refine_eigenbasis.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "quflux/core/precise_matrix.h"

namespace quflux::inline numerics {
namespace {

Matrix random_hermitian(Eigen::Index d, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  Matrix m(d, d);
  for (Complex& z : m.reshaped()) z = {normal(random), normal(random)};
  return m + m.adjoint();
}

double largest(const PreciseMatrix& m) {
  double result = 0;
  for (const std::complex<DoubleDouble>& z : m.reshaped()) result = std::max(result, magnitude(z));
  return result;
}

// What is left of H V = V E and V^+ V = 1.
double defect(const BasicEigenbasis<DoubleDouble>& basis, const Matrix& h) {
  const PreciseMatrix v = basis.vectors;
  const PreciseMatrix hv = h.unaryExpr(&to_precision<DoubleDouble>).eval().lazyProduct(v);
  PreciseMatrix ve = v;
  for (Eigen::Index a = 0; a < v.cols(); ++a) ve.col(a) *= std::complex(basis.energies(a));
  const PreciseMatrix unit = PreciseMatrix::Identity(v.rows(), v.cols());
  return std::max(largest(hv - ve), largest(v.adjoint().lazyProduct(v) - unit));
}

TEST(RefineEigenbasis, SolvesTheEigenvalueProblemToThirtyDigits) {
  std::mt19937_64 random(1);
  for (const Eigen::Index d : {1, 2, 5, 12}) {
    const Matrix h = random_hermitian(d, random);
    // Rounding of 106 bits, over level spacings that d random levels may have.
    EXPECT_LE(defect(refine(eigenbasis(h), h), h), 1e-28) << d;
  }
}

TEST(RefineEigenbasis, OfLevelsThatAreSplitByAlmostNothing) {
  Matrix h(3, 3);
  h << 1, 1e-9, 0.1, 1e-9, 1, 0.1, 0.1, 0.1, 2;
  EXPECT_LE(defect(refine(eigenbasis(h), h), h), 1e-28);
}

TEST(RefineEigenbasis, KeepsDegenerateLevelsTogether) {
  Matrix h = Matrix::Zero(4, 4);
  h.diagonal() << 0, 1, 1, 2;
  h(0, 3) = h(3, 0) = 0.3;
  const BasicEigenbasis<DoubleDouble> basis = refine(eigenbasis(h), h);
  EXPECT_EQ(basis.energies(1), basis.energies(2));
  EXPECT_LE(defect(basis, h), 1e-28);
}

TEST(RefineEigenbasis, KeepsTheDigitsOfSmallElements) {
  // Perturbation theory: the mixing of a weak coupling g is g/D (1 - (g/D)^2 + ...).
  Matrix h(2, 2);
  h << 0, 1e-12, 1e-12, 0.3;
  const BasicEigenbasis<DoubleDouble> basis = refine(eigenbasis(h), h);
  const double mixing = magnitude(basis.vectors(1, 0) / basis.vectors(0, 0));
  EXPECT_NEAR(mixing, 1e-12 / 0.3, 1e-15 * 1e-12);
}

}  // namespace
}  // namespace quflux::inline numerics
