#include "quflux/method/reaction_coordinate/coordinate_road.h"

#include <cmath>
#include <span>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/recognise.h"

namespace quflux::inline reaction_coordinate {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

constexpr Quantities kAsked{Quantity::flows, Quantity::flow_errors, Quantity::enlarged_sizes};

ModelBath bath(const std::string& name, const std::string& op, double temperature,
               const SpectralDensity& density) {
  return {.name = name,
          .sites = {"s"},
          .site_operator = op,
          .temperature = temperature,
          .spectral_density = density};
}

// H = eps/2 sz + Delta/2 sx, and both baths see sz, in a basis turned by a right angle.
Model spin(double eps, double delta, const std::vector<std::pair<SpectralDensity, double>>& baths) {
  Model model;
  model.sites = {{"s", TwoLevel{0}}};
  model.terms = {{"bias", "s", "sx", eps / 2}, {"tunnelling", "s", "sz", delta / 2}};
  for (const auto& [density, temperature] : baths) {
    model.baths.push_back(
        bath("b" + std::to_string(model.baths.size() + 1), "sx", temperature, density));
  }
  return model;
}

Model oscillator(double coupling, double width) {
  Model model;
  model.sites = {{"s", Oscillator{1, 3}}};
  const Brownian density{coupling, 3, width};
  model.baths = {bath("hot", "x", 2, density), bath("cold", "x", 1, density)};
  return model;
}

Answer answer(Model model, const Options& options = {}, const Quantities& quantities = kAsked) {
  const RoadEquation equation{CoordinateEquation{}, options};
  EXPECT_EQ(coordinate_road().obstacle(model, equation, quantities), "");
  BoundSweep nowhere(model, {});
  Answer result;
  result.reset(1, quantities, flow_count(model), model.sites.size(), model.couplings.size());
  coordinate_road().open({model, nowhere}, {equation}, quantities)({0, 1}, std::span(&result, 1));
  return result;
}

double first_law(const Answer& found) {
  double sum = 0;
  double largest = 0;
  for (const double flow : found.flows) {
    sum += flow;
    largest = std::max(largest, std::abs(flow));
  }
  return std::abs(sum) / largest;
}

std::string obstacle(const Model& model, const Quantities& quantities = kAsked) {
  return coordinate_road().obstacle(model, {CoordinateEquation{}, {}}, quantities);
}

// References are right to 1e-8 at these levels. Those with more than 200 dimensions take a second
// each, by hand.
TEST(CoordinateRoad, HasTheFlowsOfTheReferenceAtItsLevels) {
  const json points = test_data("beyond.json").at("turnover_brownian").at("points");
  int compared = 0;
  for (const json& point : points) {
    if (!point.contains("rc_redfield")) continue;
    const double coupling = point.at("lam");
    const Brownian density{coupling, 3, 1};
    for (const auto& [levels, expected] : point.at("rc_redfield").items()) {
      const double count = std::stod(levels);
      if (2 * count * count > 200) continue;
      SCOPED_TRACE(fmt::format("lambda {}, {} levels", coupling, levels));
      const Answer found =
          answer(spin(0, 1, {{density, 2}, {density, 1}}), {{"levels", count}}, {Quantity::flows});
      const double flow = expected;
      EXPECT_NEAR(found.flows[0], flow, 1e-6 * flow);
      EXPECT_LT(first_law(found), 1e-9);
      ++compared;
    }
  }
  EXPECT_GE(compared, 14);
}

TEST(CoordinateRoad, HasTheFlowsOfFastModes) {
  const json points = test_data("beyond.json").at("rc_large_frequency").at("points");
  for (const json& point : points) {
    SCOPED_TRACE(point.dump());
    const double frequency = point.at("Om");
    const double slope = point.at("kapOm");
    const Brownian density{point.at("lam"), frequency, slope * frequency};
    const Model model =
        spin(point.at("eps"), 1, {{density, point.at("T")[0]}, {density, point.at("T")[1]}});
    const Answer found =
        answer(model, {{"levels", point.at("M").get<double>()}}, {Quantity::flows});
    const double expected = point.at("J");
    EXPECT_NEAR(found.flows[0], expected, 1e-6 * expected);
    EXPECT_LT(first_law(found), 1e-9);
  }
}

TEST(CoordinateRoad, HasTheFlowsOfSpins) {
  const json points = test_data("beyond.json").at("rc_spin").at("points");
  for (const json& point : points) {
    if (point.at("M") == 4) continue;  // eliminated, with all eigenvalues: five seconds, by hand
    SCOPED_TRACE(point.dump());
    std::vector<std::pair<SpectralDensity, double>> baths;
    for (int j = 0; j < 2; ++j) {
      const double frequency = point.at("Omega")[j];
      const double slope = point.at("residual_slope")[j];
      baths.emplace_back(Brownian{point.at("lam")[j], frequency, slope * frequency},
                         point.at("T")[j].get<double>());
    }
    const Answer found = answer(spin(point.at("eps"), point.at("Delta"), baths),
                                {{"levels", point.at("M").get<double>()}}, {Quantity::flows});
    const double expected = point.at("J")[0];
    EXPECT_NEAR(found.flows[0], expected, 1e-6 * std::abs(expected));
  }
}

// The exact current decides, to what the residual bath costs: ratios of the reference, printed to
// some 1e-6, and all 1e-3 from one.
TEST(CoordinateRoad, LeavesOscillatorsANetwork) {
  const json points = test_data("beyond.json").at("rc_oscillator").at("points");
  for (const json& point : points) {
    SCOPED_TRACE(point.dump());
    const Model model = oscillator(point.at("lam"), point.at("kap"));
    const double exact = exact_flows(require_network(model), {}).flows(0);
    const Answer redfield = answer(model);
    const double expected = point.at("rc_redfield").get<double>() / point.at("exact").get<double>();
    EXPECT_NEAR(redfield.flows[0] / exact, expected, 1e-4);
    EXPECT_LT(std::abs(redfield.flows[0] / exact - 1), 1e-3);
    EXPECT_LT(first_law(redfield), 1e-9);
    EXPECT_TRUE(std::isnan(redfield.enlarged_sizes[0].levels));
    EXPECT_NEAR(redfield.enlarged_sizes[0].residual_width, point.at("kap").get<double>() / 3,
                1e-15);
    // Both coordinates have one frequency.
    const Answer partial = answer(model, {{"equation", std::string("partial_secular")}});
    const double rc_ps = point.at("rc_ps");
    EXPECT_NEAR(partial.flows[0], rc_ps, 1e-4 * rc_ps);
    EXPECT_THAT(partial.warnings.at(0), HasSubstr("false channel"));
    const Answer global = answer(model, {{"equation", std::string("global")}});
    EXPECT_THAT(global.reasons.at(0), HasSubstr("use equation = \"redfield\""));
  }
}

// Redfield on the enlarged model: what it costs at low temperatures is told.
TEST(CoordinateRoad, TellsWhatItsEquationCosts) {
  for (const auto& [hot, cold] : {std::pair{2.0, 1.0}, {0.2, 0.1}, {0.1, 0.05}, {0.05, 0.025}}) {
    SCOPED_TRACE(hot);
    const Brownian density{0.3, 3, 1};
    Model model = oscillator(0.3, 1);
    model.baths = {bath("hot", "x", hot, density), bath("cold", "x", cold, density)};
    const Quantities asked{Quantity::flows, Quantity::flow_errors};
    const Answer found = answer(model, {}, asked);
    const double exact = exact_flows(require_network(model), {}).flows(0);
    EXPECT_NEAR(found.flow_errors[0], std::abs(found.flows[0] - exact), 1e-9 * exact);
    // At these temperatures a spin is that oscillator.
    const Answer of_spin =
        answer(spin(0, 1, {{density, hot}, {density, cold}}), {{"levels", 5.0}}, asked);
    const std::string told = of_spin.warnings.contains(0) ? of_spin.warnings.at(0) : "";
    EXPECT_EQ(told.find("an oscillator in the place of the system") != std::string::npos, hot < 1)
        << told;
    if (hot >= 1) continue;
    EXPECT_THAT(found.warnings.at(0), HasSubstr("compare with heom"));
    EXPECT_GE(of_spin.flow_errors[0] / of_spin.flows[0], 0.01);
    if (hot < 0.1) {
      EXPECT_GE(of_spin.flow_errors[0], of_spin.flows[0]);
    }
  }
}

// Levels are raised until the flow stands, within 1 % of heom, whose own error is in the reference.
TEST(CoordinateRoad, FindsItsLevels) {
  const json points = test_data("beyond.json").at("turnover_brownian").at("points");
  for (const json& point : points) {
    const double coupling = point.at("lam");
    if (coupling != 0.4 && coupling != 1.3) continue;
    SCOPED_TRACE(coupling);
    const Brownian density{coupling, 3, 1};
    const Answer found = answer(spin(0, 1, {{density, 2}, {density, 1}}), {{"tolerance", 1e-3}});
    const double heom = point.at("heom");
    const double finest = point.at("rc_redfield").items().begin().value();
    EXPECT_NEAR(found.flows[0], heom, 0.01 * heom + 3 * point.at("heom_err").get<double>());
    EXPECT_GT(found.flow_errors[0], 0);
    EXPECT_LT(found.flow_errors[0], 1e-3 * found.flows[0]);
    EXPECT_NEAR(found.flows[0], finest, 3e-3 * finest);
    EXPECT_GE(found.enlarged_sizes[0].levels, 6);
    EXPECT_NEAR(found.enlarged_sizes[0].residual_width, 1.0 / 3, 1e-15);
    EXPECT_THAT(found.warnings.at(0), Not(HasSubstr("trusted")));  // of what is too large to check
    EXPECT_THAT(found.warnings.at(0), Not(HasSubstr("tolerance")));
  }
}

TEST(CoordinateRoad, HasNoFlowAtEqualTemperatures) {
  const Brownian density{0.5, 3, 1};
  const Answer hot = answer(spin(0.3, 1, {{density, 2}, {density, 1}}), {{"levels", 5.0}});
  const Answer equal = answer(spin(0.3, 1, {{density, 1.5}, {density, 1.5}}), {{"levels", 5.0}});
  EXPECT_LT(std::abs(equal.flows[0]), 1e-9 * std::abs(hot.flows[0]));
  EXPECT_GT(hot.flow_errors[0], 0);
  // Nor do levels need to be raised for ever.
  EXPECT_TRUE(answer(spin(0.3, 1, {{density, 1.5}, {density, 1.5}}), {{"tolerance", 1e-2}})
                  .reasons.empty());
}

// The state of the system alone: of a spin that is all but uncoupled, the Gibbs state.
TEST(CoordinateRoad, HasTheStateOfTheSystem) {
  const Brownian density{1e-3, 3, 1};
  const Answer found = answer(spin(0, 1, {{density, 1}}), {{"levels", 8.0}},
                              {Quantity::states, Quantity::occupations});
  const double excited = 1 / (std::exp(1.0) + 1);
  ASSERT_EQ(found.states[0].rows(), 2);
  EXPECT_NEAR(found.states[0](1, 1).real(), excited, 1e-5);
  EXPECT_NEAR(found.occupations[0], excited, 1e-5);
}

// The pair of the paper between cubic baths with a cutoff, coordinates by moments, at the end of
// the axis of its figure: heom has 1.47(16)e-6 there.
TEST(CoordinateRoad, DoesNotKnowWhatMomentsCost) {
  Model pair;
  pair.sites = {{"a1", TwoLevel{1}}, {"a2", TwoLevel{1.009}}};
  pair.couplings = {{"rabi", CouplingKind::exchange, {"a1", "a2"}, {}, 0.01}};
  pair.baths = {bath("cold", "x", 0.2, PowerLaw{0.056, 3, 3}),
                bath("hot", "x", 0.22, PowerLaw{0.112, 3, 3})};
  pair.baths[0].sites = {"a1"};
  pair.baths[1].sites = {"a2"};
  const Answer found = answer(pair, {{"levels", 4.0}}, {Quantity::flows, Quantity::enlarged_sizes});
  EXPECT_NEAR(found.flows[1] / 1.47385e-6, 3.07, 0.15);  // of more levels, and what four lack
  EXPECT_NEAR(found.enlarged_sizes[0].residual_width, 0.955, 1e-3);
  EXPECT_THAT(found.warnings.at(0), HasSubstr("is not known and no part of flow_error"));
}

TEST(CoordinateRoad, WarnsOfStrongResidualBaths) {
  const PowerLaw density{0.01, 1, 3};
  const Answer found = answer(spin(0, 1, {{density, 2}}), {{"levels", 4.0}});
  EXPECT_GT(found.enlarged_sizes[0].residual_width, 1);
  EXPECT_THAT(found.warnings.at(0), HasSubstr("not to be trusted"));
}

TEST(CoordinateRoad, SaysWhereItDoesNotLead) {
  EXPECT_THAT(obstacle(spin(0, 1, {{Drude{0.1, 2}, 1}})), HasSubstr("bath 'b1'"));
  EXPECT_THAT(obstacle(spin(0, 1, {{Drude{0.1, 2}, 1}})), HasSubstr("use heom"));
  EXPECT_THAT(obstacle(spin(0, 1, {{PowerLaw{0.1, 0.5, std::nullopt}, 1}})),
              HasSubstr("give it a cutoff"));
  const Model fine = spin(0, 1, {{Brownian{0.1, 3, 1}, 1}});
  EXPECT_EQ(obstacle(fine), "");
  EXPECT_THAT(obstacle(fine, {Quantity::eigenvalues}), HasSubstr("no more"));
  EXPECT_THAT(obstacle(oscillator(0.1, 1), {Quantity::states}), HasSubstr("density matrix"));
  Model alone;
  alone.sites = {{"s", TwoLevel{1}}};
  EXPECT_THAT(obstacle(alone), HasSubstr("no bath"));
  // Numbers of a sweep may lead there nevertheless.
  Model hot = spin(0, 1, {{Brownian{0.1, 0.01, 0.001}, 10}, {Brownian{0.1, 0.01, 0.001}, 5}});
  EXPECT_THAT(answer(hot).reasons.at(0), HasSubstr("set 'levels'"));
}

}  // namespace
}  // namespace quflux::inline reaction_coordinate
