#include "quflux/numerics/sampled_top.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

TEST(SampledTop, IsThatOfAQuartic) {
  std::array<double, 5> samples{};
  for (std::size_t k = 0; k < samples.size(); ++k) {
    const double t = static_cast<double>(k) - 2 - 0.3;
    samples[k] = 1 - t * t + 0.1 * t * t * t - 0.02 * t * t * t * t;
  }
  // Newton's method squares the error of the parabola, 0.02, three times.
  EXPECT_NEAR(sampled_top(samples, 2), 0.3, 1e-12);
}

TEST(SampledTop, IsThatOfAParabolaThroughThree) {
  const std::array<double, 3> samples{1 - 0.81, 1 - 0.01, 1 - 1.21};  // of 1 - (t + 0.1)^2
  EXPECT_NEAR(sampled_top(samples, 1), -0.1, 1e-15);
}

TEST(SampledTop, StaysBetweenItsNeighbours) {
  EXPECT_EQ(sampled_top(std::array<double, 3>{0, 1, 10}, 1), 0);
  EXPECT_LE(std::abs(sampled_top(std::array<double, 5>{0, 1, 1, 1, 10}, 2)), 1);
}

}  // namespace
}  // namespace quflux::inline numerics
