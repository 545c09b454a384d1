#include "quflux/numerics/extrapolated_difference.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

RealVector one(double value) { return RealVector::Constant(1, value); }

TEST(ExtrapolatedDifference, KnowsItsErrorWhateverTheStep) {
  for (const double step : {1e-3, 0.1, 3.0}) {
    // A resonance of width 0.01, and what goes with it.
    const auto f = [](double x) {
      RealVector values(2);
      values << 1 / (1e-4 + x * x), std::sin(x);
      return values;
    };
    const double x = 0.02;
    const ExtrapolatedDifference found = extrapolated_difference(f, x, step);
    const double expected = -2 * x / std::pow(1e-4 + x * x, 2);
    EXPECT_LE(std::abs(found.slope(0) - expected), 3 * found.error);
    EXPECT_LE(std::abs(found.slope(1) - std::cos(x)), 3 * found.error);
    // Rounding over steps that are small against the width.
    EXPECT_LE(found.error, 1e-9 * std::abs(expected)) << step;
  }
}

TEST(ExtrapolatedDifference, OfAJumpOrAKinkHasALargeError) {
  EXPECT_GT(extrapolated_difference([](double x) { return one(std::abs(x)); }, 0, 0.1).error, 0.5);
  const auto apart = [](double x) { return one(x == 0 ? 1 : 1 + 0.1 + x); };
  EXPECT_GT(extrapolated_difference(apart, 0, 0.1).error, 0.5);
  const auto jump = [](double x) { return one(x > 0 ? 2 : 1); };
  EXPECT_GT(extrapolated_difference(jump, 0, 0.1).error, 0.5);
}

TEST(ExtrapolatedDifference, OfAConstantIsZero) {
  const ExtrapolatedDifference found =
      extrapolated_difference([](double) { return one(0.3); }, 1, 0.1);
  EXPECT_EQ(found.slope(0), 0);
  EXPECT_EQ(found.error, 0);
}

}  // namespace
}  // namespace quflux::inline numerics
