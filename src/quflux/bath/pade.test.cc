#include "quflux/bath/pade.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline bath {
namespace {

TEST(Pade, HasThePolesAndResiduesOfTwoTerms) {
  const PadePoles pade = pade_poles(2);
  ASSERT_EQ(pade.xi.size(), 2);
  EXPECT_NEAR(pade.xi(0), 6.30593914, 5e-9);
  EXPECT_NEAR(pade.xi(1), 19.49961875, 5e-9);
  EXPECT_NEAR(pade.eta(0), 1.03282418, 5e-9);
  EXPECT_NEAR(pade.eta(1), 5.96717582, 5e-9);
}

TEST(Pade, OfNoTermsIsTheHighTemperature) {
  EXPECT_EQ(pade_poles(0).xi.size(), 0);
  EXPECT_EQ(bose(pade_poles(0), 0.1), std::complex<double>(10.5));
}

// With one term the expansion in x is right to x^2: 1/2 + 1/x + x/12.
TEST(Pade, OfOneTermIsTheFirstOrder) {
  const double x = 1e-3;
  EXPECT_NEAR(bose(pade_poles(1), x).real() - 0.5 - 1 / x, x / 12, 1e-11);
}

// N terms reach to (N/2.85)^2, by which fine_exponentials() chooses their number.
TEST(Pade, ReachesFarWithManyTerms) {
  for (const int n : {20, 40, 100, 400}) {
    const PadePoles pade = pade_poles(n);
    const double reach = n / 2.85 * (n / 2.85);
    for (double x = reach; x > 0.1; x /= 1.7) {
      EXPECT_NEAR(bose(pade, x).real(), -1 / std::expm1(-x), 1e-9) << n << " " << x;
      EXPECT_NEAR(bose(pade, -x).real(), -1 / std::expm1(x), 1e-9) << n << " " << x;
    }
  }
}

}  // namespace
}  // namespace quflux::inline bath
