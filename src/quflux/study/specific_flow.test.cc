#include "quflux/study/specific_flow.h"

#include <gtest/gtest.h>

#include "quflux/files/read_model_file.h"
#include "quflux/method/pair/recognise.h"

namespace quflux::inline study {
namespace {

const std::string kCoupling = "coupling.rabi.strength";

Study starter(const std::string& name, const std::vector<Setting>& settings = {}) {
  return read_model_file(QUFLUX_EXAMPLES "/starters/" + name, settings);
}

TEST(SpecificFlow, OfAnyModelIsThatOfThePairWhereBothAreKnown) {
  for (const Study& file : {starter("pair.toml"), read_model_file(QUFLUX_PAPER "/fig1.toml", {})}) {
    for (const char* name : {"local", "global", "partial_secular"}) {
      const auto pair = optimal_coupling(require_pair(file.model).pair, pair_equation(name));
      const auto general = optimal_coupling(file, kCoupling, {0, 0.1}, equation(name));
      ASSERT_EQ(pair.has_value(), general.has_value()) << name;
      if (!pair) continue;
      // Differences of flows good to 1e-13 over 5% of a tenth of the coupling: 1e-8 of it.
      EXPECT_NEAR(general->coupling, pair->coupling, 1e-8 * pair->coupling) << name;
      EXPECT_NEAR(general->specific_flow, pair->specific_flow,
                  1e-10 * std::abs(pair->specific_flow))
          << name;
    }
  }
}

TEST(SpecificFlow, IsThatOfTheBathOfTheFirstSiteHoweverBathsAreListed) {
  Study file = starter("pair.toml");
  const auto before = optimal_coupling(file, kCoupling, {0, 0.1}, equation("redfield"));
  std::swap(file.model.baths[0], file.model.baths[1]);
  const auto after = optimal_coupling(file, kCoupling, {0, 0.1}, equation("redfield"));
  ASSERT_TRUE(before && after);
  EXPECT_NEAR(before->specific_flow, after->specific_flow, 1e-12);
}

TEST(SpecificFlow, HasNoMaximumOutsideTheInterval) {
  const Study file = starter("pair.toml");
  for (const Interval& interval : {Interval{0, 0.02}, Interval{0.03, 0.1}, Interval{-0.1, 0}}) {
    EXPECT_FALSE(optimal_coupling(file, kCoupling, interval, equation("redfield")));
  }
}

TEST(SpecificFlow, EndsWhenToldTo) {
  const std::atomic<bool> stop = true;
  EXPECT_FALSE(
      optimal_coupling(starter("pair.toml"), kCoupling, {0, 0.1}, equation("redfield"), &stop));
}

TEST(SpecificFlow, IsOfCouplingStrengthsOnly) {
  const Study file = starter("cavity.toml");
  EXPECT_TRUE(is_coupling_strength(file, kCoupling));
  EXPECT_FALSE(is_coupling_strength(file, "site.cavity.frequency"));
}

}  // namespace
}  // namespace quflux::inline study
