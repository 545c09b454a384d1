#include "quflux/method/network/recognise.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/method/network/bonds.h"
#include "quflux/method/network/testing.h"

namespace quflux::inline network {
namespace {

using chain_testing::BathSpec;
using chain_testing::chain_model;
using testing::HasSubstr;

const PowerLaw kOhmic{0.01, 1};

TEST(Recognise, ChainsInAnyOrderOfTheSites) {
  Model model = chain_model({1, 2, 3}, CouplingKind::exchange, {}, {{{0}, 1, kOhmic}});
  // s0 - s2 - s1: s2 is in the middle.
  model.couplings = {{"c0", CouplingKind::exchange, {"s0", "s2"}, {}, 0.1},
                     {"c1", CouplingKind::exchange, {"s2", "s1"}, {}, 0.2}};
  const Network network = require_network(model);
  EXPECT_EQ(network.statistics, Statistics::fermions);
  RealMatrix expected(3, 3);
  expected << 1, 0, 0.1, 0, 2, 0.2, 0.1, 0.2, 3;
  EXPECT_EQ(network.exchange, expected);
  EXPECT_EQ(network.baths[0].weights, RealVector::Unit(3, 0));
  EXPECT_FALSE(has_position_coupling(network));
}

TEST(Recognise, SaysWhyNot) {
  const auto atoms = [](const std::vector<BathSpec>& baths) {
    return chain_model({1, 1, 1}, CouplingKind::exchange, {0.1, 0.1}, baths);
  };
  EXPECT_EQ(network_obstacle(atoms({{{0}, 1, kOhmic}, {{2}, 1, kOhmic}})), "");
  EXPECT_EQ(network_obstacle(atoms({{{1}, 1, kOhmic}})),
            "bath 'b0' is at the inner two-level system 's1', not at an end of a chain");
  EXPECT_EQ(network_obstacle(atoms({{{0, 2}, 1, kOhmic}})),
            "bath 'b0' is common to 2 two-level systems");

  Model ring = atoms({});
  ring.couplings.push_back({"c2", CouplingKind::exchange, {"s2", "s0"}, {}, 0.1});
  EXPECT_THAT(network_obstacle(ring), HasSubstr("ring"));
  Model star = chain_model({1, 1, 1, 1}, CouplingKind::exchange, {}, {});
  for (const char* other : {"s1", "s2", "s3"}) {
    star.couplings.push_back({other, CouplingKind::exchange, {"s0", other}, {}, 0.1});
  }
  EXPECT_EQ(network_obstacle(star),
            "the two-level system 's0' has 3 neighbours, in a chain it has two");
  EXPECT_EQ(network_obstacle(chain_model({1, 1}, CouplingKind::position, {0.1}, {})), "");
  EXPECT_THAT(network_obstacle(chain_model({1, 1}, CouplingKind::zz, {0.1}, {})),
              HasSubstr("neither exchange nor position"));
  Model mixed = atoms({});
  mixed.sites[1].kind = Oscillator{1, 3};
  EXPECT_THAT(network_obstacle(mixed),
              HasSubstr("neither all two-level systems nor all oscillators"));
  Model momentum = chain_model({1, 1}, CouplingKind::exchange, {0.1}, {{{0}, 1, kOhmic}}, 3);
  EXPECT_EQ(network_obstacle(momentum), "");
  momentum.baths[0].site_operator = "p";
  EXPECT_EQ(network_obstacle(momentum), "bath 'b0' couples through 'p', not x");
  EXPECT_THROW(require_network(ring), Error);
}

TEST(Bonds, OfARingWithPositionCouplingsHaveNoFlow) {
  Model ring = chain_model({1, 1, 1}, CouplingKind::exchange, {0.1, 0.1}, {{{0}, 1, kOhmic}}, 3);
  EXPECT_FALSE(bond(require_network(ring), 0, 1).loop);
  ring.couplings.push_back({"c2", CouplingKind::exchange, {"s2", "s0"}, {}, 0.1});
  EXPECT_TRUE(bond(require_network(ring), 0, 1).loop);
  ring.couplings.push_back({"c3", CouplingKind::position, {"s2", "s0"}, {}, 0.1});
  EXPECT_THROW(bond(require_network(ring), 0, 1), Error);
}

TEST(Recognise, PhasesMakeHoppingComplex) {
  Model ring = chain_model({1, 1, 1}, CouplingKind::exchange, {0.1, 0.1}, {{{0}, 1, kOhmic}}, 3);
  ring.couplings.push_back({"c2", CouplingKind::exchange, {"s2", "s0"}, {}, 0.1, 0.7});
  const Network network = require_network(ring);
  EXPECT_EQ(network.exchange(2, 0), 0.1 * std::cos(0.7));
  EXPECT_EQ(network.exchange_imaginary(2, 0), 0.1 * std::sin(0.7));
  EXPECT_EQ(network.exchange_imaginary(0, 2), -0.1 * std::sin(0.7));
  EXPECT_NO_THROW(validate(network));
}

// An open chain of atoms has real hopping with other operators; two couplings add up before.
TEST(Recognise, PhasesOfChainsGoIntoTheirOperators) {
  Model chain = chain_model({1, 2}, CouplingKind::exchange, {0.1}, {{{0}, 1, kOhmic}});
  chain.couplings[0].phase = 0.7;
  EXPECT_FALSE(has_phases(require_network(chain)));
  EXPECT_NEAR(require_network(chain).exchange(0, 1), 0.1, 1e-16);
  chain.couplings.push_back({"c1", CouplingKind::exchange, {"s1", "s0"}, {}, 0.1, 0.7});
  EXPECT_NEAR(require_network(chain).exchange(0, 1), 0.2 * std::cos(0.7), 1e-16);
  EXPECT_EQ(require_network(chain).exchange(1, 1), 2);
}

TEST(Recognise, TermsShiftFrequencies) {
  Model model = chain_model({1, 1}, CouplingKind::exchange, {0.1}, {{{0}, 1, kOhmic}}, 3);
  model.terms.push_back({"shift", "s1", "2 n", 0.1});
  EXPECT_EQ(require_network(model).exchange(1, 1), 1.2);
  model.terms.push_back({"kerr", "s1", "n n", 0.1});
  EXPECT_EQ(network_obstacle(model),
            "term 'kerr' is more than a shift of the frequency of its site");
}

TEST(Recognise, BathsHaveWeights) {
  Model model = chain_model({1, 1}, CouplingKind::exchange, {0.1}, {{{0, 1}, 1, kOhmic}}, 3);
  model.baths[0].weights = {1, 0.5};
  EXPECT_EQ(require_network(model).baths[0].weights, RealVector(Eigen::Vector2d(1, 0.5)));
  model.baths[0].site_operator = "";
  model.baths[0].operators_of_sites = {"2 x", "x"};
  EXPECT_EQ(require_network(model).baths[0].weights, RealVector(Eigen::Vector2d(2, 0.5)));
}

}  // namespace
}  // namespace quflux::inline network
