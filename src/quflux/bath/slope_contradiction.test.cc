#include "quflux/bath/slope_contradiction.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quflux::inline bath {
namespace {

using testing::HasSubstr;

TEST(SlopeContradiction, ASlopeAtZeroMustNotContradictItsFunction) {
  // A function that goes to zero like 0.1 w tells a slope that is another one, however it grows
  // later; one that still changes at 1e-9 tells nothing.
  const auto contradiction = [](double slope, const auto& gamma) {
    // Of two terms, in units where all energies are tiny.
    const double unit = 1e-24;
    const Function function{[&](double w) { return unit * gamma(w / unit); }, slope};
    return slope_contradiction(DensitySum{{PowerLaw{1}, function}}, 0.3 * unit);
  };
  const auto drude = [](double w) { return 0.1 * w / (1 + w * w); };
  EXPECT_EQ(contradiction(0.1, drude), "");
  EXPECT_THAT(contradiction(1, drude), HasSubstr("slope_at_zero is 1, but gamma(w)/w is 0.1 at"));
  EXPECT_THAT(contradiction(0, drude), HasSubstr("slope_at_zero is 0, but gamma(w)/w is 0.1 at"));
  EXPECT_THAT(contradiction(0.1, [](double w) { return w * w; }),
              HasSubstr("slope_at_zero is 0.1, but gamma(w)/w is 3e-07 at"));
  EXPECT_EQ(contradiction(0, [](double w) { return w * w; }), "");
  EXPECT_THAT(contradiction(1, [](double w) { return std::sqrt(w) * std::exp(-w); }),
              HasSubstr("has no limit at w = 0: it grows as w^-0.5 towards it"));
  EXPECT_THAT(contradiction(0, [](double) { return 0.1; }), HasSubstr("grows as w^-1 towards it"));
  EXPECT_THAT(contradiction(2, [](double w) { return std::pow(w, 0.8) / (1 + w); }),
              HasSubstr("grows as w^-0.2 towards it"));
  // A logarithm, noise of rounding and a square root that ends may have any.
  EXPECT_EQ(contradiction(1, [](double w) { return -w * std::log(1e-9 * w); }), "");
  EXPECT_EQ(contradiction(0, [](double w) { return w * w * w + 1e-20; }), "");
  EXPECT_EQ(contradiction(1, [](double w) { return std::sqrt(w + 1e-10) - 1e-5; }), "");
  EXPECT_EQ(contradiction(1, [](double) { return std::numeric_limits<double>::quiet_NaN(); }), "");
  EXPECT_EQ(slope_contradiction(Function{drude, 1}, 0), "");  // no rate at zero at T = 0
  EXPECT_EQ(slope_contradiction(PowerLaw{1}, 1), "");
}

}  // namespace
}  // namespace quflux::inline bath
