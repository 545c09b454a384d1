#include "quflux/numerics/twisted.h"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>

#include "quflux/numerics/lapack.h"
#include "quflux/numerics/testing.h"

namespace quflux::inline numerics {
namespace {

TEST(TwistedComponents, OfADisorderedChainAreThoseOfItsEigenvectors) {
  constexpr Eigen::Index n = 203;
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> frequency(0.5, 1.5);
  const RealVector diagonal = RealVector::NullaryExpr(n, [&] { return frequency(random); });
  const RealVector beside = RealVector::Constant(n - 1, 0.05);
  const SymmetricEigen e = symmetric_eigen(chain(diagonal, beside));
  RealMatrix vectors = RealMatrix::Identity(n, n);
  vectors(3, 0) = 2;
  const auto found = twisted_components(diagonal, beside, e.values, vectors);
  ASSERT_TRUE(found.has_value());
  const RealMatrix expected = e.vectors.transpose() * vectors;
  for (Eigen::Index k = 0; k < n; ++k) {
    // Rounding, of which the smallest gap of the values, about 1e-5, leaves 1e-11.
    const double sign = expected.row(k).dot(found->row(k)) > 0 ? 1 : -1;
    EXPECT_LE((sign * found->row(k) - expected.row(k)).norm(), 1e-10) << k;
  }
}

// In perturbation theory a mode is b^m/m! at a distance of m sites; the next order is 1e-6 of that.
TEST(TwistedComponents, TinyOnesHaveTheirDigits) {
  constexpr Eigen::Index n = 40;
  constexpr double b = 1e-3;
  const RealVector diagonal = RealVector::LinSpaced(n, 0, n - 1);
  const RealVector beside = RealVector::Constant(n - 1, b);
  const SymmetricEigen e = symmetric_eigen(chain(diagonal, beside));
  const auto found = twisted_components(diagonal, beside, e.values, RealMatrix::Identity(n, n));
  ASSERT_TRUE(found.has_value());
  for (Eigen::Index k = 0; k < n; ++k) {
    for (Eigen::Index j = 0; j < n; ++j) {
      const auto distance = static_cast<double>(std::abs(j - k));
      const double expected = std::exp(distance * std::log(b) - std::lgamma(distance + 1));
      EXPECT_NEAR(std::abs((*found)(k, j)), expected, 1e-5 * expected) << k << ' ' << j;
    }
  }
}

// The ends of the band are closest to each other, 1e-6 here: rounding over that is left.
TEST(TwistedComponents, OfAUniformChainAreSines) {
  constexpr Eigen::Index n = 1000;
  constexpr double kPi = std::numbers::pi;
  const RealVector diagonal = RealVector::Ones(n);
  const RealVector beside = RealVector::Constant(n - 1, 0.1);
  const RealVector angles = kPi / (n + 1) * RealVector::LinSpaced(n, n, 1);
  const RealVector values = 1 + 0.2 * angles.array().cos();
  const auto found = twisted_components(diagonal, beside, values, RealMatrix::Identity(n, n));
  ASSERT_TRUE(found.has_value());
  double worst = 0;
  for (Eigen::Index k = 0; k < n; ++k) {
    for (Eigen::Index j = 0; j < n; ++j) {
      const double expected =
          std::sqrt(2.0 / (n + 1)) * std::sin(angles(k) * static_cast<double>(j + 1));
      worst = std::max(worst, std::abs(std::abs((*found)(k, j)) - std::abs(expected)));
    }
  }
  EXPECT_LE(worst, 1e-10);
}

TEST(TwistedComponents, RefuseWhatHasNoDigitsSo) {
  const auto refused = [](const RealVector& diagonal, const RealVector& beside) {
    const SymmetricEigen e = symmetric_eigen(chain(diagonal, beside));
    return !twisted_components(diagonal, beside, e.values,
                               RealMatrix::Identity(diagonal.size(), diagonal.size()));
  };
  EXPECT_FALSE(refused(RealVector::LinSpaced(3, 1, 2), RealVector::Constant(2, 0.1)));
  EXPECT_TRUE(refused(RealVector::LinSpaced(3, 1, 2), RealVector::Zero(2)));
  EXPECT_TRUE(refused(Eigen::Vector3d(1, 2, 1), RealVector::Constant(2, 1e-6)));
  EXPECT_TRUE(refused(RealVector::Ones(1), RealVector()));
}

}  // namespace
}  // namespace quflux::inline numerics
