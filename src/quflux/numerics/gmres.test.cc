#include "quflux/numerics/gmres.h"

#include <random>

#include <gtest/gtest.h>

#include "quflux/numerics/lapack.h"

namespace quflux::inline numerics {
namespace {

RealMatrix random_matrix(Eigen::Index n, std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::normal_distribution<double> normal;
  RealMatrix m(n, n);
  for (double& number : m.reshaped()) number = normal(engine);
  return m;
}

TEST(Gmres, SolvesInAsManyStepsAsThereAreDimensions) {
  const Eigen::Index n = 30;
  const RealMatrix a = random_matrix(n, 1);
  const RealVector x = RealVector::LinSpaced(n, -1, 1);
  const GmresCycle cycle = gmres_cycle(
      [&](const RealVector& v, RealVector& result) { result = a * v; }, a * x, 100, 1e-13);
  EXPECT_LE(cycle.iterations, n);
  // The condition of such a matrix is some hundred.
  EXPECT_LE((cycle.correction - x).norm(), 1e-10 * x.norm());
  const double smallest = singular_values(a).values(0);
  EXPECT_NEAR(cycle.smallest_singular, smallest, 1e-8);
}

TEST(Gmres, ResidualIsThatOfItsCorrection) {
  const Eigen::Index n = 40;
  const RealMatrix a = RealMatrix::Identity(n, n) + 0.1 * random_matrix(n, 2);
  const RealVector b = RealVector::Ones(n);
  const GmresCycle cycle =
      gmres_cycle([&](const RealVector& v, RealVector& result) { result = a * v; }, b, 7, 1e-13);
  EXPECT_EQ(cycle.iterations, 7);
  EXPECT_NEAR(cycle.residual, (b - a * cycle.correction).norm() / b.norm(), 1e-13);
  EXPECT_GT(cycle.residual, 1e-6);
}

TEST(Gmres, EndsWhereItsSpaceIsExhausted) {
  const RealVector b = RealVector::Unit(5, 2);
  const GmresCycle cycle =
      gmres_cycle([&](const RealVector& v, RealVector& result) { result = 3 * v; }, b, 10, 1e-15);
  EXPECT_EQ(cycle.iterations, 1);
  EXPECT_LE((cycle.correction - b / 3).norm(), 1e-15);
}

}  // namespace
}  // namespace quflux::inline numerics
