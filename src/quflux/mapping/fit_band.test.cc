#include "quflux/mapping/fit_band.h"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/mapping/surrogate.h"

namespace quflux::inline mapping {
namespace {

using testing::HasSubstr;

TEST(SurrogateObstacle, OfWhatFewLinesCannotFollow) {
  EXPECT_THAT(surrogate_obstacle(PowerLaw{0.1, 0.5, 5}), HasSubstr("diverges at w = 0"));
  EXPECT_THAT(surrogate_obstacle(PowerLaw{0.1, 0.5, std::nullopt}), HasSubstr("'given_modes'"));
  EXPECT_THAT(surrogate_obstacle(PowerLaw{0.1, 1, std::nullopt}), HasSubstr("give it a 'cutoff'"));
  EXPECT_THAT(surrogate_obstacle(DensitySum{{Drude{0.1, 2}, PowerLaw{0.1, 0.9, 5}}}),
              HasSubstr("w^0.9"));
  EXPECT_EQ(surrogate_obstacle(PowerLaw{0.1, 1, 5}), "");
  EXPECT_EQ(surrogate_obstacle(PowerLaw{0, 0.5, std::nullopt}), "");
  EXPECT_EQ(surrogate_obstacle(DensitySum{{Drude{0.1, 2}, Brownian{0.1, 2, 1}}}), "");
}

TEST(FitEnd, ReachesAsFarAsTheDensity) {
  EXPECT_DOUBLE_EQ(fit_end(Drude{0.1, 0.1}, 1), 2);
  EXPECT_DOUBLE_EQ(fit_end(Drude{0.1, 3}, 1), 6);
  EXPECT_DOUBLE_EQ(fit_end(Drude{0.1, 30}, 1), 10);
  EXPECT_DOUBLE_EQ(fit_end(Brownian{0.1, 3, 1}, 1), 8);
  EXPECT_DOUBLE_EQ(fit_end(DensitySum{{Drude{0.1, 3}, Brownian{0.1, 3, 1}}}, 1), 8);
  // The last row that is as high as half of the largest.
  const Table table({0, 1, 4, 5, 6, 7}, {0, 0.1, 0.2, 1, 0.5, 0.1}, "table");
  EXPECT_DOUBLE_EQ(fit_end(table, 1), 6);
  const Function peak{[](double w) { return w * std::exp(-std::pow(w - 5, 2)); }};
  EXPECT_NEAR(fit_end(peak, 1), 5.9, 0.2);  // between samples
}

TEST(ShareBeyond, IsThatOfTheIntegral) {
  EXPECT_NEAR(share_beyond(Drude{0.3, 2}, 4), 1 - 2 / std::numbers::pi * std::atan(2.0), 2e-3);
  EXPECT_NEAR(share_beyond(PowerLaw{0.3, 1, 2}, 4), std::exp(-2), 2e-3);
  EXPECT_NEAR(share_beyond(Brownian{0.3, 20, 0.01}, 10), 1, 2e-3);
  EXPECT_NEAR(share_beyond(Brownian{0.3, 5, 0.01}, 10), 0, 2e-3);
  const Table flat({0, 1, 2, 3, 4}, {0, 1, 2, 3, 4}, "table");  // gamma/w = 1
  EXPECT_NEAR(share_beyond(flat, 3), 0.25, 2e-3);
  EXPECT_EQ(share_beyond(Drude{0, 2}, 4), 0);
}

// Half of what a bath does may lie beyond twice the transition.
TEST(SurrogateFit, SeesTheWholeTable) {
  std::vector<double> frequencies;
  std::vector<double> values;
  const SpectralDensity peak = Brownian{0.5, 6, 1};
  for (int i = 0; i <= 400; ++i) {
    frequencies.push_back(0.05 * i);
    values.push_back(i == 0 ? 0 : evaluate(peak, frequencies.back()));
  }
  const std::vector<double> transitions{1.0};
  const Reservoir table{Table(frequencies, values, "table"), 1};
  const SurrogateFit of_table = fit_surrogate(table, 0, ModeKind::boson, 1, transitions);
  EXPECT_NEAR(of_table.modes[0].frequency, 6, 0.3);
  EXPECT_NEAR(of_table.modes[0].coupling, 0.5, 0.05);
}

// Nor is it asked for where it has no rows.
TEST(SurrogateFit, OfATableThatEndsBehindTheTransition) {
  const Table table({0, 0.5, 1, 1.2}, {0, 0.5, 1, 1.2}, "table");
  const std::vector<double> transitions{1.0};
  const SurrogateFit fit = fit_surrogate({table, 1}, 0, ModeKind::two_level, 2, transitions);
  EXPECT_LT(fit.misfit, 0.02);
}

}  // namespace
}  // namespace quflux::inline mapping
