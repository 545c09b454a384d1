#include "quflux/bath/precise_density.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace quflux::inline bath {
namespace {

const std::vector<SpectralDensity> kDensities{PowerLaw{0.3, 1, {}},
                                              PowerLaw{0.3, 3, 2.0},
                                              PowerLaw{0.3, -0.5, {}},
                                              PowerLaw{0.3, 1.7, 0.1},
                                              Drude{0.3, 2},
                                              Brownian{0.2, 1, 0.3},
                                              DensitySum{{Drude{0.3, 2}, PowerLaw{0.1, 2, {}}}}};

TEST(PreciseDensity, IsThatOfADouble) {
  for (const SpectralDensity& density : kDensities) {
    for (const double w : {1e-6, 0.3, 1.0, 2.7}) {
      const double gamma = evaluate(density, w);
      EXPECT_NEAR(to_double(evaluate_precisely(density, w)), gamma, 1e-14 * gamma);
    }
  }
}

// gamma(w + s) + gamma(w - s) - 2 gamma(w) = gamma''(w) s^2 + O(s^4): of s = 1e-10 doubles see
// nothing.
TEST(PreciseDensity, ResolvesDifferencesOfRates) {
  for (const SpectralDensity& density : kDensities) {
    const auto second = [&](double s) {
      const DoubleDouble w = 0.7;
      const DoubleDouble difference = evaluate_precisely(density, w + DoubleDouble(s)) +
                                      evaluate_precisely(density, w - DoubleDouble(s)) -
                                      DoubleDouble(2) * evaluate_precisely(density, w);
      return to_double(difference / DoubleDouble(s * s));
    };
    const double scale = evaluate(density, 0.7);
    // 1e-31/s^2 is 1e-11 of gamma, and s^2 of the fourth derivative less than that.
    EXPECT_NEAR(second(1e-10), second(1e-6), 1e-9 * scale);
  }
}

TEST(PreciseDensity, KnowsWhatIsBeyondProductsOfTwoDoubles) {
  EXPECT_EQ(to_double(evaluate_precisely(PowerLaw{1e-200, 1, {}}, 0.5)), 5e-201);
  EXPECT_EQ(to_double(evaluate_precisely(PowerLaw{0, 1, {}}, 0.5)), 0);
  EXPECT_EQ(to_double(evaluate_precisely(PowerLaw{1, 3, 1e-3}, 1.0)), 0);  // exp(-1000)
}

}  // namespace
}  // namespace quflux::inline bath
