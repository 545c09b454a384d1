#include "quflux/numerics/eigen_components.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "quflux/numerics/lapack.h"
#include "quflux/numerics/testing.h"

namespace quflux::inline numerics {
namespace {

RealVector random_vector(Eigen::Index size, std::mt19937_64& random) {
  std::normal_distribution<double> normal;
  return RealVector::NullaryExpr(size, [&] { return normal(random); });
}

// Both ways have the digits of a matrix of order one: n^2 roundings, of which few add up.
constexpr double kRounding = 1e-13;

void expect_as_of_eigenvectors(const RealMatrix& m, const RealMatrix& vectors, double relative) {
  const EigenComponents found = eigen_components(m, vectors);
  const SymmetricEigen e = symmetric_eigen(m);
  const RealMatrix expected = e.vectors.transpose() * vectors;
  EXPECT_TRUE(std::is_sorted(found.values.begin(), found.values.end()));
  EXPECT_LE((found.values - e.values).cwiseAbs().maxCoeff(), 10 * kRounding);
  for (Eigen::Index j = 0; j < vectors.cols(); ++j) {
    for (Eigen::Index k = 0; k < m.rows(); ++k) {
      const double square = std::pow(expected(k, j), 2);
      // Of LAPACK's eigenvectors, elements far away from all others are cut off.
      if (square == 0 && std::abs(found.components(k, j)) < kRounding) continue;
      EXPECT_NEAR(std::pow(found.components(k, j), 2), square, relative * square + 1e-300)
          << k << ' ' << j;
    }
  }
}

TEST(EigenComponents, AreThoseOfTheEigenvectors) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    std::mt19937_64 random(seed);
    const Eigen::Index n = 1 + seed;
    const RealMatrix m = chain(random_vector(n, random), random_vector(n - 1, random));
    RealMatrix vectors(n, 2);
    vectors.col(0) = random_vector(n, random);
    vectors.col(1) = RealVector::Unit(n, 0);
    // A component of 1e-8 and less is of eigenvectors, one above has 1e-13/1e-8 of its digits left,
    // divided by splittings of a hundredth.
    expect_as_of_eigenvectors(m, vectors, 1e-3);
  }
}

TEST(EigenComponents, OfAUniformChainAreSines) {
  constexpr Eigen::Index n = 300;
  const RealMatrix m = chain(RealVector::Constant(n, 1), RealVector::Constant(n - 1, 0.1));
  const EigenComponents found = eigen_components(m, RealVector::Unit(n, 0));
  for (Eigen::Index k = 0; k < n; ++k) {
    const double angle = std::numbers::pi * static_cast<double>(n - k) / (n + 1);
    EXPECT_NEAR(found.values(k), 1 + 0.2 * std::cos(angle), 10 * kRounding);
    // Eigenvectors lose what rounding is of the splittings, 1e-5 here.
    EXPECT_NEAR(std::pow(found.components(k, 0), 2), 2.0 / (n + 1) * std::pow(std::sin(angle), 2),
                1e-10);
  }
}

// A mode at one end of a chain reaches the other with 1e-40.
TEST(EigenComponents, TinyOnesHaveTheirDigits) {
  constexpr Eigen::Index n = 12;
  const RealMatrix m = chain(RealVector::LinSpaced(n, 0, 11), RealVector::Constant(n - 1, 1e-3));
  expect_as_of_eigenvectors(m, RealMatrix::Identity(n, n), 1e-10);
}

TEST(EigenComponents, OfAnyMatrixAndOfBlocks) {
  std::mt19937_64 random(7);
  RealMatrix m = random_vector(64, random).reshaped(8, 8);
  m += m.transpose().eval();
  expect_as_of_eigenvectors(m, random_vector(8, random), 1e-6);
  RealVector beside = random_vector(7, random);
  beside(3) = 0;
  expect_as_of_eigenvectors(chain(random_vector(8, random), beside), random_vector(8, random),
                            1e-6);
  expect_as_of_eigenvectors(RealMatrix::Zero(3, 3), random_vector(3, random), 1e-6);
}

}  // namespace
}  // namespace quflux::inline numerics
