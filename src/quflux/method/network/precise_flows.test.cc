#include "quflux/method/network/precise_flows.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/method/network/master_equation.h"

namespace quflux::inline network {
namespace {

// Flows of 1e-11 between baths whose sites they damp with rates near 0.1.
Network weak_links(Statistics statistics) {
  Network network;
  network.statistics = statistics;
  network.exchange = RealMatrix::Identity(3, 3);
  network.exchange(0, 1) = network.exchange(1, 0) = 1e-4;
  network.exchange(1, 2) = network.exchange(2, 1) = 1e-5;
  network.baths = {{"hot", RealVector::Unit(3, 0), {PowerLaw{0.2, 1, {}}, 0.7}},
                   {"cold", RealVector::Unit(3, 2), {PowerLaw{0.1, 1, {}}, 0.3}}};
  return network;
}

TEST(PreciseFlows, BalanceBehindWeakLinks) {
  for (const Statistics statistics : {Statistics::fermions, Statistics::bosons}) {
    for (const NetworkEquation equation :
         {NetworkEquation::local, NetworkEquation::partial_secular, NetworkEquation::redfield}) {
      if (statistics == Statistics::fermions && equation == NetworkEquation::redfield) continue;
      const NetworkState state = stationary_state(weak_links(statistics), equation);
      EXPECT_GE(state.flow_digits, 11);  // modes are split by 1e-5 and 1e-4
      EXPECT_GT(state.flows(0), 0);
      EXPECT_LE(std::abs(state.flows.sum()), 1e-15 * state.flows(0));
    }
  }
}

TEST(PreciseFlows, ToldInDoubleIsWhatCancels) {
  // Six digits cancel of sixteen; relative_rounding takes three more where the state has it.
  const FlowTerms terms{RealVector{{1e-6, -1e-6}}, RealVector{{1, 0.5}}};
  EXPECT_NEAR(told_in_double(terms, 0).digits, 9.65, 0.01);
  EXPECT_NEAR(told_in_double(terms, 1e-13).digits, 7, 0.01);
  EXPECT_FALSE(has_enough_digits(told_in_double(terms, 0)));
  EXPECT_EQ(told_in_double({RealVector::Zero(2), RealVector::Zero(2)}, 1).digits, kMostDigits);
}

TEST(PreciseFlows, ToldByTheBalanceOfFlows) {
  const FlowTerms terms{RealVector{{1.0, -0.999}}, RealVector{{1, 1}}};
  EXPECT_NEAR(told_by_balance(terms).digits, 3, 0.01);
}

TEST(PreciseFlows, RefinedUntilNothingChanges) {
  int steps = 0;
  const ToldFlows told = refined(RealVector{{1.1, -1.1}}, [&] {
    const double value = 1 + std::pow(1e-5, ++steps);
    return FlowTerms{RealVector{{value, -value}}, RealVector{{1, 1}}};
  });
  EXPECT_EQ(told.digits, kMostDigits);
  EXPECT_EQ(told.flows(0), 1 + std::pow(1e-5, steps));
  // Corrections that do not shrink leave what they are.
  const ToldFlows lost = refined(RealVector{{1, -1}}, [&] {
    const double value = 1 + (++steps % 2 == 0 ? 1e-3 : -1e-3);
    return FlowTerms{RealVector{{value, -value}}, RealVector{{1, 1}}};
  });
  EXPECT_LT(lost.digits, 4);
}

TEST(PreciseFlows, ShareTheDigitsOfAnotherRounding) {
  const ToldFlows told{RealVector{{1.0, -1.0}}, 12};
  EXPECT_EQ(shared_digits(told, RealVector{{1.0, -1.0}}).digits, 12);
  // Four times the difference.
  EXPECT_NEAR(shared_digits(told, RealVector{{1.0 + 2.5e-9, -1.0}}).digits, 8, 0.01);
  const ToldFlows rounding = shared_digits(told, RealVector{{-0.3, 0.3}});
  EXPECT_TRUE(std::isnan(rounding.digits));
  EXPECT_EQ(rounding.flows, RealVector::Zero(2));
}

TEST(PreciseFlows, ThatDoNotAddUpAreRounding) {
  const ToldFlows told = without_rounding({RealVector{{1e-18, 2e-18}}, 5});
  EXPECT_EQ(told.flows, RealVector::Zero(2));
  EXPECT_TRUE(std::isnan(told.digits));
  EXPECT_EQ(without_rounding({RealVector{{1.0, -0.9}}, 1}).digits, 1);
  EXPECT_EQ(without_rounding({RealVector::Zero(2), 13}).digits, 13);
}

// A rate beyond the energies reaches other sites by the rounding of the modes.
TEST(PreciseFlows, AreLimitedByRatesBeyondTheEnergies) {
  const FlowTerms terms{RealVector{{1.0, -1.0}}, RealVector{{1, 1}}};
  const ToldFlows told{terms.flows, 13};
  EXPECT_NEAR(limited_by_modes(told, terms, 1e-13, {{0.5, 1e-6}, 1}).digits, 13, 0.01);
  EXPECT_NEAR(limited_by_modes(told, terms, 1e-13, {{1e3, 1e-2}, 1}).digits, 8, 0.01);
}

// Three spins without fields carry nothing, and each of their modes would: what is left is
// rounding.
TEST(PreciseFlows, RoundingIsNoFlow) {
  Network chain = weak_links(Statistics::fermions);
  chain.exchange << 0, 0.1, 0, 0.1, 0, 0.1, 0, 0.1, 0;
  const NetworkState state = stationary_state(chain, NetworkEquation::redfield);
  EXPECT_EQ(state.flows, RealVector::Zero(2));
  EXPECT_TRUE(std::isnan(state.flow_digits));
}

// Flows are of first order in such rates, whose products are below the range of numbers.
TEST(PreciseFlows, OfTinyRates) {
  const auto flow = [](double coefficient, NetworkEquation equation) {
    Network network = weak_links(Statistics::fermions);
    network.exchange(0, 1) = network.exchange(1, 0) = 0.05;
    network.exchange(1, 2) = network.exchange(2, 1) = 0.1;
    for (NetworkBath& bath : network.baths) {
      bath.reservoir.spectral_density = PowerLaw{coefficient, 1, {}};
    }
    return stationary_state(network, equation).flows(0) / coefficient;
  };
  for (const NetworkEquation equation :
       {NetworkEquation::global, NetworkEquation::partial_secular}) {
    const double expected = flow(1e-20, equation);
    EXPECT_NEAR(flow(1e-200, equation), expected, 1e-12 * std::abs(expected));
    EXPECT_NEAR(flow(1e-290, equation), expected, 1e-12 * std::abs(expected));
  }
}

}  // namespace
}  // namespace quflux::inline network
