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

}  // namespace
}  // namespace quflux::inline network
