#include "quflux/method/network/exact_response.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "quflux/method/network/exact.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/network/testing.h"
#include "quflux/numerics/extrapolated_difference.h"

namespace quflux::inline network {
namespace {

using chain_testing::BathSpec;
using chain_testing::chain_model;

EquationOptions options_of(BathCoupling bath, SelfEnergy kept) {
  EquationOptions options;
  options.bath_coupling = bath;
  options.self_energy = kept;
  return options;
}

RealVector outputs(const Model& model, const EquationOptions& options) {
  const Network network = require_network(model);
  const RealVector flows = exact_flows(network, options).flows;
  const RealVector occupations = exact_profile(network, {}, options).occupations;
  RealVector all(flows.size() + occupations.size());
  all << flows, occupations;
  return all;
}

void expect_differences(Model model, const EquationOptions& options,
                        const std::vector<std::string>& keys) {
  const Slopes found = exact_slopes(model, options, keys, true);
  const auto flows = static_cast<Eigen::Index>(model.baths.size());
  EXPECT_EQ(found.outputs, outputs(model, options));
  for (std::size_t k = 0; k < keys.size(); ++k) {
    ASSERT_EQ(found.reasons[k], "") << keys[k];
    double& number = parameter(model, keys[k]);
    const double value = number;
    const ExtrapolatedDifference expected = extrapolated_difference(
        [&](double x) {
          number = x;
          return outputs(model, options);
        },
        value, 0.02 * std::max(std::abs(value), 0.1));
    number = value;
    const RealVector difference = found.slopes[k] - expected.slope;
    // Differences have the error of the integrals, 1e-11, over their last step.
    const double size = expected.slope.cwiseAbs().maxCoeff() + 1e-3;
    EXPECT_LE(difference.cwiseAbs().maxCoeff(), 1e-7 * size + 3 * expected.error) << keys[k];
    EXPECT_NEAR(found.slopes[k].head(flows).sum(), 0, 1e-9 * size) << keys[k];
    EXPECT_LE(found.errors[k], 1e-7 * size) << keys[k];
  }
}

const std::vector<BathSpec> kBaths{{{0}, 0.3, PowerLaw{0.08, 1, 3}},
                                   {{2}, 0.8, Drude{0.05, 5}},
                                   {{1, 2}, 0.5, Brownian{0.1, 1.2, 0.4}}};

TEST(ExactResponse, IsThatOfDifferencesWhateverCouples) {
  const std::vector<std::string> keys{"site.s1.frequency", "coupling.c0.strength",
                                      "bath.b0.temperature", "bath.b1.spectral_density.cutoff"};
  for (const CouplingKind kind : {CouplingKind::exchange, CouplingKind::position}) {
    for (const BathCoupling bath : {BathCoupling::position, BathCoupling::exchange}) {
      const Model model = chain_model({1, 1.1, 0.9}, kind, {0.1, 0.15}, kBaths, 3);
      expect_differences(model, options_of(bath, SelfEnergy::full), keys);
    }
  }
}

TEST(ExactResponse, IsThatOfDifferencesByEveryNumberOfABath) {
  const Model model = chain_model({1, 1.1, 0.9}, CouplingKind::exchange, {0.1, 0.15}, kBaths, 3);
  std::vector<std::string> keys;
  for (const std::string& key : parameter_paths(model)) {
    if (key.starts_with("bath.") && !key.ends_with("exponent")) keys.push_back(key);
  }
  expect_differences(model, options_of(BathCoupling::position, SelfEnergy::counter_term), keys);
  expect_differences(model, options_of(BathCoupling::position, SelfEnergy::dissipative),
                     {"bath.b0.spectral_density.exponent"});
}

TEST(ExactResponse, IsThatOfDifferencesByPhasesAndWeights) {
  Model ring = chain_model({1, 1.1, 0.9}, CouplingKind::exchange, {0.1, 0.15},
                           {{{0}, 0.3, PowerLaw{0.08, 1, 3}}, {{2}, 0.8, Drude{0.05, 5}}}, 3);
  ring.couplings[0].phase = 0.4;
  ring.couplings.push_back({"loop", CouplingKind::exchange, {"s2", "s0"}, {}, 0.12});
  ring.baths[1].weights = {1, 0.5};
  ring.baths[1].sites = {"s2", "s1"};
  const std::vector<std::string> keys{"coupling.c0.phase", "coupling.loop.strength",
                                      "bath.b1.weights.1"};
  for (const BathCoupling bath : {BathCoupling::position, BathCoupling::exchange}) {
    expect_differences(ring, options_of(bath, SelfEnergy::full), keys);
  }
}

TEST(ExactResponse, KnowsWhereModesAreTooNarrow) {
  // By the frequency of a the occupations of two oscillators that share their modes change by an
  // amount that does not depend on how narrow these are.
  const auto by_frequency = [](double damping) {
    const Model model = chain_model(
        {1, 1.1}, CouplingKind::exchange, {0.1},
        {{{0}, 0.5, PowerLaw{damping, 1, 5}}, {{1}, 1, PowerLaw{2 * damping, 1, 5}}}, 3);
    return exact_slopes(model, options_of(BathCoupling::exchange, SelfEnergy::dissipative),
                        {"site.s0.frequency"}, true);
  };
  const double expected = by_frequency(1e-4).slopes[0](2);
  for (const double damping : {1e-6, 1e-8, 1e-10, 1e-12}) {
    const Slopes found = by_frequency(damping);
    if (found.reasons[0].empty()) {
      EXPECT_NEAR(found.slopes[0](2), expected, found.errors[0] + 1e-4 * std::abs(expected));
    } else {
      EXPECT_LT(damping, 1e-7);
    }
  }
  EXPECT_NE(by_frequency(1e-12).reasons[0], "");
}

TEST(ExactResponse, OfFlowsIsThereWhereOccupationsAreNot) {
  // n(w) gamma(w) is not integrable at zero by any quadrature that does not know so.
  const Model model =
      chain_model({1, 1.1}, CouplingKind::exchange, {0.1},
                  {{{0}, 0.3, PowerLaw{0.02, 0.5, 4}}, {{1}, 0.8, PowerLaw{0.02, 0.5, 4}}}, 3);
  const EquationOptions options = options_of(BathCoupling::exchange, SelfEnergy::full);
  const Slopes found = exact_slopes(model, options, {"site.s0.frequency"}, true);
  const Slopes of_flows = exact_slopes(model, options, {"site.s0.frequency"}, false);
  EXPECT_EQ(found.slopes[0].head(2), of_flows.slopes[0]);
  EXPECT_TRUE(std::isnan(found.slopes[0](2)) || found.slopes[0](2) < 0);
}

TEST(ExactResponse, RefusesWhatIsNoNumber) {
  const Model model =
      chain_model({1, 1.1}, CouplingKind::exchange, {0.1},
                  {{{0}, 0.3, PowerLaw{0.08, 1, 3}}, {{1}, 0.8, PowerLaw{0.05, 1, 3}}}, 3);
  EXPECT_THROW(exact_slopes(model, {}, {"site.s9.frequency"}, false), Error);
}

}  // namespace
}  // namespace quflux::inline network
