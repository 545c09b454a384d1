#include "quflux/method/pair/lower_mode.h"

#include <random>

#include <gtest/gtest.h>

#include "quflux/core/double_double.h"

namespace quflux::inline pair {
namespace {

// Beside the coupling at which the gap closes, against 31 digits.
TEST(LowerMode, HasAllDigitsHoweverSmallItsEnergyIs) {
  std::mt19937 random(3);
  std::uniform_real_distribution<double> uniform(0, 1);
  for (int k = 0; k < 1000; ++k) {
    const double w1 = 0.1 + uniform(random);
    const double w2 = 0.1 + uniform(random);
    const double coupling = std::sqrt(w1 * w2) * (1 - std::pow(10, -15 * uniform(random)));
    const DoubleDouble product = DoubleDouble::product(w1, w2);
    const double wanted = (product - DoubleDouble::product(coupling, coupling)).high();
    // Kahan's difference is right to 1.5 roundings.
    EXPECT_NEAR(product_of_modes(w1, w2, coupling), wanted, 4e-16 * std::abs(wanted));
    EXPECT_EQ(has_gap(w1, w2, coupling), wanted > 0);
    if (!(wanted > 0)) continue;
    const double mean = (w1 + w2) / 2;
    const double split = std::hypot((w1 - w2) / 2, coupling);
    const auto [upper, lower] = mode_energies(w1, w2, coupling, mean, split);
    EXPECT_NEAR(upper * lower, wanted, 1e-15 * wanted);
  }
}

TEST(LowerMode, OfAtomsThatAreNotCoupledIsAnAtom) {
  const auto [upper, lower] = mode_energies(0.1, 0.7, 0, 0.4, 0.3);
  EXPECT_EQ(upper, 0.7);
  EXPECT_EQ(lower, 0.1);
}

TEST(LowerMode, HasAGapOrNoneAtNumbersOfAnySize) {
  for (const double unit : {1e-300, 1e-200, 1e-100, 1.0, 1e100, 1e200, 1e300}) {
    EXPECT_TRUE(has_gap(unit, unit, 0));
    EXPECT_TRUE(has_gap(unit, 4 * unit, 1.99 * unit)) << unit;
    EXPECT_FALSE(has_gap(unit, 4 * unit, 2 * unit)) << unit;
    EXPECT_FALSE(has_gap(unit, 4 * unit, -2.01 * unit)) << unit;
  }
  EXPECT_TRUE(has_gap(1e300, 1e-300, 0.99));
  EXPECT_FALSE(has_gap(1e300, 1e-300, 1.01));
}

}  // namespace
}  // namespace quflux::inline pair
