#include "quflux/method/pair/close_modes.h"

#include <gtest/gtest.h>

#include "quflux/core/test_data.h"
#include "quflux/method/pair/pair_road.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/road/answer_at.h"

namespace quflux::inline pair {
namespace {

Model model_from_json(const nlohmann::json& p) {
  Model model;
  for (const std::string j : {"1", "2"}) {
    PowerLaw law{p.at("coefficient" + j), p.at("exponent" + j)};
    if (p.at("cutoff" + j) != 0) law.cutoff = p.at("cutoff" + j);
    model.sites.push_back({"atom" + j, TwoLevel{p.at("omega" + j)}});
    ModelBath& bath = model.baths.emplace_back();
    bath.name = "bath" + j;
    bath.sites = {"atom" + j};
    bath.temperature = p.at("temperature" + j);
    bath.spectral_density = law;
  }
  model.couplings.push_back(
      {"rabi", CouplingKind::exchange, {"atom1", "atom2"}, {}, p.at("coupling")});
  return model;
}

// Against 60-digit arithmetic, for couplings, detunings and coefficients from 1e-14 on.
TEST(CloseModes, HaveAllDigitsOfWeakPairs) {
  const nlohmann::json data = test_data("weak_pairs.json");
  int close = 0;
  for (const auto& one : data.at("cases")) {
    SCOPED_TRACE(one.at("pair").dump());
    const Model model = model_from_json(one.at("pair"));
    for (const PairEquation equation : kPairEquations) {
      const double expected = one.at("J1").at(static_cast<std::size_t>(equation));
      const Answer answer =
          answer_at(model, pair_road(), {equation, {}}, {Quantity::flows, Quantity::flow_digits});
      ASSERT_TRUE(answer.answered(0));
      EXPECT_EQ(answer.flow_digits[0], 13);
      // A hundred roundings; without close_modes.h the worst one is 1e-6.
      EXPECT_NEAR(answer.flows[0], expected, 2e-14 * std::abs(expected)) << name(equation);
      EXPECT_EQ(answer.flows[1], -answer.flows[0]);
    }
    const TwoLevelPair pair = require_pair(model).pair;
    if (slope_rounding(pair) > kMostSlopeRounding) {
      EXPECT_TRUE(may_be_close(pair.omega1, pair.omega2, pair.coupling));
      ++close;
    }
  }
  EXPECT_GT(close, 10);
}

// The local flow changes its sign where w1/T1 = w2/T2; 1.1/0.22 and 1/0.2 differ by rounding alone.
TEST(PairRoad, KnowsWhereTheLocalFlowHasNoDigits) {
  nlohmann::json pair = test_data("weak_pairs.json").at("cases").front().at("pair");
  pair["omega1"] = 1.0;
  pair["omega2"] = 1.1;
  pair["coupling"] = 0.03;
  Model model = model_from_json(pair);
  model.baths[0].temperature = 0.2;
  const auto digits = [&](double temperature) {
    model.baths[1].temperature = temperature;
    return answer_at(model, pair_road(), {PairEquation::local, {}},
                     {Quantity::flows, Quantity::flow_digits})
        .flow_digits[0];
  };
  EXPECT_LE(digits(0.22), 1);
  EXPECT_NEAR(digits(0.22 * (1 + 1e-8)), 7.5, 0.5);
  EXPECT_EQ(digits(0.3), 13);
}

// The flow of equal atoms goes with the square of a weak coupling.
TEST(CloseModes, GoToTheSameAtCouplingsHoweverSmall) {
  TwoLevelPair pair{1, 1, 1e-8, {PowerLaw{0.01, 1}, 0.5}, {PowerLaw{0.03, 2, 4.0}, 1}};
  const double specific = flow_of_close_modes(pair) / (pair.coupling * pair.coupling);
  for (const double coupling : {1e-12, 1e-30, 1e-60, 1e-100}) {
    pair.coupling = coupling;
    EXPECT_NEAR(flow_of_close_modes(pair) / coupling / coupling, specific, 1e-12 * -specific);
  }
}

}  // namespace
}  // namespace quflux::inline pair
