#include "quflux/numerics/least_squares.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

TEST(LeastSquares, FindsTheMinimumInACurvedValley) {
  // Rosenbrock's function.
  const LeastSquares found = least_squares(
      [](const RealVector& x) {
        return RealVector{{10 * (x(1) - x(0) * x(0)), 1 - x(0)}};
      },
      RealVector{{-1.2, 1}});
  EXPECT_NEAR(found.x(0), 1, 1e-6);
  EXPECT_NEAR(found.x(1), 1, 1e-6);
  EXPECT_LT(found.cost, 1e-12);
}

TEST(LeastSquares, FitsWhatCannotBeMet) {
  // The line through three points that are on none: by the normal equations 1/6 + t/2.
  const LeastSquares found = least_squares(
      [](const RealVector& x) {
        return RealVector{{x(0) - 0, x(0) + x(1) - 1, x(0) + 2 * x(1) - 1}};
      },
      RealVector::Zero(2));
  EXPECT_NEAR(found.x(0), 1.0 / 6, 1e-9);
  EXPECT_NEAR(found.x(1), 0.5, 1e-9);
  EXPECT_NEAR(found.cost, 1.0 / 6, 1e-12);
}

}  // namespace
}  // namespace quflux::inline numerics
