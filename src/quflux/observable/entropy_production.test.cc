#include "quflux/observable/entropy_production.h"

#include <array>
#include <cmath>

#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline observable {
namespace {

TEST(EntropyProduction, RejectsZeroTemperature) {
  EXPECT_THROW(entropy_production(RealVector::Zero(1), {0.0}), Error);
  EXPECT_THROW(entropy_production(RealVector::Zero(2), {1.0}), Error);
  EXPECT_TRUE(std::isnan(entropy_or_nan(std::array{1.0, -1.0}, std::array{0.0, 1.0})));
}

TEST(EntropyProduction, BreaksTheSecondLawOnlyBeyondRounding) {
  const std::array temperatures{0.2, 0.4};
  const auto broken = [&](double cold, double hot) {
    return breaks_second_law(std::array{cold, hot}, temperatures);
  };
  EXPECT_TRUE(broken(1e-6, -1e-6));   // from cold to hot
  EXPECT_FALSE(broken(-1e-6, 1e-6));  // from hot to cold
  EXPECT_FALSE(broken(0, 0));
  // Flows that do not add up to zero are known to their sum only: sigma = 1e-20 * 5 - ...
  EXPECT_FALSE(broken(2e-20, 0));
  EXPECT_FALSE(broken(NAN, NAN));
  EXPECT_FALSE(breaks_second_law(std::array{1.0, -1.0}, std::array{0.0, 1.0}));
}

}  // namespace
}  // namespace quflux::inline observable
