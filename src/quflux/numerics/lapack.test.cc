#include "quflux/numerics/lapack.h"

#include <random>

#include <gtest/gtest.h>

#include "quflux/numerics/orthogonal_eigen.h"

namespace quflux::inline numerics {
namespace {

// Products of some ten numbers of order one.
constexpr double kRounding = 1e-13;

Matrix random_matrix(Eigen::Index rows, Eigen::Index columns, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Matrix m(rows, columns);
  for (Complex& z : m.reshaped()) z = Complex(normal(random), normal(random));
  return m;
}

TEST(Lapack, DiagonalisesSymmetricMatrices) {
  const RealMatrix a = random_matrix(7, 7, 1).real();
  const RealMatrix symmetric = a + a.transpose();
  const SymmetricEigen e = symmetric_eigen(symmetric);
  EXPECT_TRUE(std::is_sorted(e.values.begin(), e.values.end()));
  EXPECT_LE((symmetric * e.vectors - e.vectors * e.values.asDiagonal()).norm(), 100 * kRounding);
}

// A tridiagonal matrix goes another way than the same one with a rounding error beside it.
TEST(Lapack, DiagonalisesTridiagonalMatrices) {
  constexpr Eigen::Index n = 60;
  const RealMatrix a = random_matrix(n, 2, 8).real();
  RealMatrix symmetric = a.col(0).asDiagonal();
  symmetric.diagonal(-1) = a.col(1).head(n - 1);
  symmetric.diagonal(1) = a.col(1).head(n - 1);
  const SymmetricEigen e = symmetric_eigen(symmetric);
  EXPECT_TRUE(std::is_sorted(e.values.begin(), e.values.end()));
  EXPECT_LE((symmetric * e.vectors - e.vectors * e.values.asDiagonal()).norm(), 100 * kRounding);
  EXPECT_LE((e.vectors.transpose() * e.vectors - RealMatrix::Identity(n, n)).norm(),
            100 * kRounding);
  symmetric(n - 1, 0) = 1e-300;
  EXPECT_LE((symmetric_eigen(symmetric).values - e.values).norm(), 100 * kRounding);
  symmetric(n - 1, 0) = 1;  // a ring
  symmetric(0, n - 1) = 1;
  const SymmetricEigen ring = symmetric_eigen(symmetric);
  EXPECT_LE((symmetric * ring.vectors - ring.vectors * ring.values.asDiagonal()).norm(),
            100 * kRounding);
}

// A chain of equal sites but for their frequencies, and the same with a ring's coupling.
TEST(Lapack, EigenvectorsForFunctionsAreOrthogonal) {
  constexpr Eigen::Index n = 40;
  RealMatrix symmetric = random_matrix(n, 1, 9).real().col(0).asDiagonal();
  symmetric.diagonal(-1).setConstant(0.1);
  symmetric.diagonal(1).setConstant(0.1);
  for (const double ring : {0.0, 0.1}) {
    symmetric(n - 1, 0) = symmetric(0, n - 1) = ring;
    const SymmetricEigen e = orthogonal_eigen(symmetric);
    EXPECT_TRUE(std::is_sorted(e.values.begin(), e.values.end()));
    EXPECT_LE((symmetric * e.vectors - e.vectors * e.values.asDiagonal()).norm(), kRounding);
    EXPECT_LE((e.vectors.transpose() * e.vectors - RealMatrix::Identity(n, n)).norm(),
              0.3 * kRounding);
  }
}

TEST(Lapack, SchurFormAndEigenvalues) {
  const Matrix a = random_matrix(6, 6, 2);
  const Schur s = schur(a);
  EXPECT_TRUE(s.t.isUpperTriangular(0));
  EXPECT_LE((s.u * s.t * s.u.adjoint() - a).norm(), 100 * kRounding);
  EXPECT_LE(std::abs(eigenvalues(a).sum() - a.trace()), 100 * kRounding);
}

TEST(Lapack, RealSchurForm) {
  const RealMatrix a = random_matrix(7, 7, 6).real();
  const RealSchur s = real_schur(a);
  EXPECT_LE((s.u * s.t * s.u.transpose() - a).norm(), 100 * kRounding);
  EXPECT_LE((s.u.transpose() * s.u - RealMatrix::Identity(7, 7)).norm(), kRounding);
  for (Eigen::Index k = 0; k < 7; ++k)
    EXPECT_TRUE(s.t.col(k).tail(std::max<Eigen::Index>(5 - k, 0)).isZero(0));
}

TEST(Lapack, SingularValuesAscend) {
  RealMatrix a = random_matrix(5, 5, 7).real();
  a.col(4) = a.col(0);
  const SingularValues s = singular_values(a);
  EXPECT_TRUE(std::is_sorted(s.values.begin(), s.values.end()));
  EXPECT_NEAR(s.values(0), 0, kRounding);
  EXPECT_LE((s.left * s.values.asDiagonal() * s.right.transpose() - a).norm(), 100 * kRounding);
}

TEST(Lapack, ProductsInAllForms) {
  const Matrix a = random_matrix(3, 4, 3);
  const Matrix b = random_matrix(4, 5, 4);
  const Matrix expected = a * b;
  const Matrix a_adjoint = a.adjoint();
  const Matrix b_adjoint = b.adjoint();
  EXPECT_LE((product(a, Form::plain, b, Form::plain) - expected).norm(), kRounding);
  EXPECT_LE((product(a_adjoint, Form::adjoint, b, Form::plain) - expected).norm(), kRounding);
  EXPECT_LE((product(a, Form::plain, b_adjoint, Form::adjoint) - expected).norm(), kRounding);
  Matrix c = expected;
  add_product(-1, a_adjoint, Form::adjoint, b_adjoint, Form::adjoint, c);
  EXPECT_LE(c.norm(), kRounding);
  const RealMatrix x = a.real();
  EXPECT_LE((product(x, Form::adjoint, x, Form::plain) - x.transpose() * x).norm(), kRounding);
}

TEST(Lapack, TellsPositiveMatrices) {
  const Matrix a = random_matrix(4, 4, 5);
  EXPECT_TRUE(is_positive_definite(a * a.adjoint()));
  EXPECT_FALSE(is_positive_definite(-a * a.adjoint()));
}

TEST(Lapack, ProductsInSinglePrecision) {
  const Matrix a = random_matrix(5, 4, 21);
  const Matrix b = random_matrix(6, 4, 22);
  const SingleMatrix coarse_a = a.cast<std::complex<float>>();
  const SingleMatrix coarse_b = b.cast<std::complex<float>>();
  const SingleMatrix c = product(coarse_a, Form::plain, coarse_b, Form::adjoint);
  EXPECT_LE((c.cast<Complex>() - a * b.adjoint()).norm(), 1e-5);  // four roundings of 6e-8
  RealSingleMatrix sum = a.real().topRows(4).cast<float>();
  const RealSingleMatrix real = coarse_a.real();
  const RealSingleMatrix imaginary = coarse_a.imag();
  add_product(-2, real.topRows(4), Form::adjoint, imaginary.topRows(4), Form::plain, sum);
  const RealMatrix upper = a.topRows(4).real();
  EXPECT_LE((sum.cast<double>() - (upper - 2 * upper.transpose() * a.topRows(4).imag())).norm(),
            1e-5);
}

}  // namespace
}  // namespace quflux::inline numerics
