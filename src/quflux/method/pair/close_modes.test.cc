#include "quflux/method/pair/close_modes.h"

#include <algorithm>
#include <cmath>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/method/pair/pair_road.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/method/pair/stationary.h"
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

// Calls expect(equation, J1, answer) with the flow of each equation that a case has, and ours.
template <class Expect>
void expect_flows(const nlohmann::json& one, const Model& model, const Expect& expect) {
  for (const PairEquation equation : kPairEquations) {
    SCOPED_TRACE(fmt::format("{} of {}", name(equation), one.at("pair").dump()));
    const Answer answer =
        answer_at(model, pair_road(), {equation, {}}, {Quantity::flows, Quantity::flow_digits});
    ASSERT_TRUE(answer.answered(0));
    expect(equation, one.at("J1").at(static_cast<std::size_t>(equation)), answer);
  }
}

// Against 60-digit arithmetic, for couplings, detunings and coefficients from 1e-14 on.
TEST(CloseModes, HaveAllDigitsOfWeakPairs) {
  const nlohmann::json data = test_data("weak_pairs.json");
  int close = 0;
  for (const auto& one : data.at("cases")) {
    const Model model = model_from_json(one.at("pair"));
    expect_flows(one, model, [](PairEquation, double expected, const Answer& answer) {
      EXPECT_EQ(answer.flow_digits[0], 13);
      // A hundred roundings; without close_modes.h the worst one is 1e-6.
      EXPECT_NEAR(answer.flows[0], expected, 2e-14 * std::abs(expected));
      EXPECT_EQ(answer.flows[1], -answer.flows[0]);
    });
    const TwoLevelPair pair = require_pair(model).pair;
    if (slope_rounding(pair) > kMostSlopeRounding) {
      EXPECT_TRUE(may_be_close(pair.omega1, pair.omega2, pair.coupling));
      ++close;
    }
  }
  EXPECT_GT(close, 10);
}

// Against 130-digit arithmetic, where w_1 + w_2 and the splitting differ by down to 1e-15 of them.
TEST(PairRoad, HasTheDigitsThatItTellsWhereTheGapCloses) {
  const nlohmann::json data = test_data("pairs_at_the_gap.json");
  double worst = 0;
  for (const auto& one : data.at("cases")) {
    const Model model = model_from_json(one.at("pair"));
    expect_flows(one, model, [&](PairEquation equation, double expected, const Answer& answer) {
      const double error = std::abs(answer.flows[0] / expected - 1);
      EXPECT_LE(error, std::pow(10, -answer.flow_digits[0]));
      EXPECT_GE(answer.flow_digits[0], 11);
      worst = std::max(worst, error);
      // The same by the scalar closed form, but where it has no right state.
      try {
        const double scalar = stationary(require_pair(model).pair, equation).flow1;
        EXPECT_LE(std::abs(scalar / expected - 1), std::pow(10, -answer.flow_digits[0]));
      } catch (const NoAnswer& error_of_state) {
        EXPECT_THAT(error_of_state.what(), ::testing::HasSubstr("hardly relaxes"));
      }
    });
  }
  // Of sums of positive terms some tens of roundings; with w_1 + w_2 - s the worst one is 0.2.
  EXPECT_LE(worst, 1e-12);
}

// Strong baths: the terms of the partial secular flow cancel but for 1e-4 of them.
TEST(PairRoad, KnowsWhereThePartialSecularFlowHasFewerDigits) {
  nlohmann::json pair = test_data("pairs_at_the_gap.json").at("cases").front().at("pair");
  pair["omega1"] = pair["omega2"] = 0.9040744395496288;
  pair["coupling"] = 0.0981319741836656;
  pair["temperature1"] = 2.2267593665627596;
  pair["temperature2"] = 1.3199443291350592;
  pair["coefficient1"] = 0.44662121889612416;
  pair["coefficient2"] = 1.7257513672381395;
  pair["exponent1"] = 0.5006795620506872;
  pair["exponent2"] = 0.24699121580529781;
  const Answer answer =
      answer_at(model_from_json(pair), pair_road(), {PairEquation::partial_secular, {}},
                {Quantity::flows, Quantity::flow_digits});
  const double digits = answer.flow_digits[0];
  EXPECT_NEAR(digits, 10.4, 0.5);
  // By 130-digit arithmetic.
  constexpr double kExpected = 7.690972595003174e-07;
  EXPECT_LE(std::abs(answer.flows[0] / kExpected - 1), std::pow(10, -digits));
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
  const double specific = flow_of_close_modes(pair).value / (pair.coupling * pair.coupling);
  for (const double coupling : {1e-12, 1e-30, 1e-60, 1e-100}) {
    pair.coupling = coupling;
    EXPECT_NEAR(flow_of_close_modes(pair).value / coupling / coupling, specific, 1e-12 * -specific);
  }
}

}  // namespace
}  // namespace quflux::inline pair
