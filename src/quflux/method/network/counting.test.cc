// Counting by moments, against the density matrix, and without approximation.

#include "quflux/method/network/counting.h"

#include <cmath>
#include <functional>
#include <random>

#include <gtest/gtest.h>

#include "quflux/core/test_data.h"
#include "quflux/method/master_equation/counting.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/exact_counting.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/network/testing.h"

namespace quflux::inline network {
namespace {

using chain_testing::chain_model;
using Eigen::Index;

EquationOptions options_with(const std::function<void(EquationOptions&)>& change) {
  EquationOptions options;
  change(options);
  return options;
}

// A chain of atoms with splittings of the order of the rates and above, baths at its ends.
Model random_chain(std::size_t sites, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  std::vector<double> frequencies;
  std::vector<double> couplings;
  for (std::size_t i = 0; i < sites; ++i) frequencies.push_back(1 + 0.1 * uniform(random));
  for (std::size_t i = 0; i + 1 < sites; ++i) couplings.push_back(0.02 + 0.1 * uniform(random));
  return chain_model(
      frequencies, CouplingKind::exchange, couplings,
      {{{0}, 0.3 + uniform(random), PowerLaw{0.02 + 0.05 * uniform(random), 1, std::nullopt}},
       {{sites - 1}, 0.3 + uniform(random), PowerLaw{0.02 + 0.05 * uniform(random), 3, 5.0}}});
}

void expect_near(const RealMatrix& a, const RealMatrix& b, double relative) {
  EXPECT_LE((a - b).cwiseAbs().maxCoeff(), relative * b.cwiseAbs().maxCoeff());
}

// All of a network's statistics against those of its density matrix.
void expect_same(const Model& model, NetworkEquation equation, const EquationOptions& options) {
  SCOPED_TRACE(name(equation));
  const FlowStatistics by_moments =
      flow_statistics(require_network(model), ClosedEquation{equation, options});
  const FlowStatistics by_states =
      flow_statistics(model, find_master_equation(name(equation)), options);
  const RealMatrix noise = by_states.noise();
  expect_near(by_moments.noise(), noise, 1e-10);
  const RealVector c{{1, -0.3}};
  const RealVector cumulants = by_states.cumulants(c, 4);
  // Higher ones are sums of more terms that cancel.
  expect_near(by_moments.cumulants(c, 2), cumulants.head(2), 1e-10);
  expect_near(by_moments.cumulants(c, 4), cumulants, 1e-8);
  const std::vector<double> frequencies{0, 0.03, 1};
  const std::vector<Matrix> moments = by_moments.noise_spectrum(frequencies);
  const std::vector<Matrix> states = by_states.noise_spectrum(frequencies);
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    EXPECT_LE((moments[i] - states[i]).cwiseAbs().maxCoeff(), 1e-9 * noise.cwiseAbs().maxCoeff());
  }
  // Differences of sums of eigenvalues, whose rounding is that of the energies.
  const RealVector s{{0.7, -0.4}};
  EXPECT_NEAR(by_moments.generating_function(s), by_states.generating_function(s), 1e-12);
}

TEST(NetworkCounting, AgreesWithTheDensityMatrix) {
  for (std::size_t sites = 2; sites <= 4; ++sites) {
    SCOPED_TRACE(sites);
    const Model model = random_chain(sites, sites);
    expect_same(model, NetworkEquation::local, {});
    expect_same(model, NetworkEquation::local,
                options_with([](EquationOptions& o) { o.counting = Dressing::quanta; }));
    expect_same(model, NetworkEquation::partial_secular, {});
    expect_same(model, NetworkEquation::global, {});
  }
}

TEST(NetworkCounting, AgreesWithTheDensityMatrixWithLambShift) {
  const Model model = chain_model({1, 1.05, 0.97}, CouplingKind::exchange, {0.05, 0.08},
                                  {{{0}, 0.6, Drude{0.03, 5}}, {{2}, 1.1, Drude{0.02, 5}}});
  for (const NetworkEquation equation :
       {NetworkEquation::local, NetworkEquation::partial_secular, NetworkEquation::global}) {
    expect_same(model, equation, options_with([](EquationOptions& o) { o.lamb_shift = true; }));
  }
}

struct OnBothRoads {
  FlowStatistics by_moments;
  FlowStatistics by_states;
};

OnBothRoads on_both_roads(const Model& model, NetworkEquation equation) {
  return {flow_statistics(require_network(model), ClosedEquation{equation, {}}),
          flow_statistics(model, find_master_equation(name(equation)), {})};
}

// Sites out of resonance behind weak links and rates below those: noise of 1e-6 of what the baths
// exchange, of which double precision has 8 digits.
TEST(NetworkCounting, AgreesWithTheDensityMatrixForWeakFlows) {
  const Model model =
      chain_model({1.28, 0.73, 0.8, 1.37}, CouplingKind::exchange, {0.003, 0.004, 0.01},
                  {{{0}, 0.52, PowerLaw{8e-4, 2}}, {{3}, 0.35, PowerLaw{6e-4, 3}}});
  for (const NetworkEquation equation :
       {NetworkEquation::local, NetworkEquation::partial_secular, NetworkEquation::global}) {
    SCOPED_TRACE(name(equation));
    const auto [by_moments, by_states] = on_both_roads(model, equation);
    expect_near(by_moments.noise(), by_states.noise(), 1e-12);
    const RealVector first = RealVector::Unit(2, 0);
    expect_near(by_moments.cumulants(first, 3), by_states.cumulants(first, 3), 1e-12);
    const double shot = std::abs(by_moments.noise_spectrum(std::vector<double>{1e3})[0](0, 0));
    EXPECT_LT(by_moments.noise()(0, 0), 1e-4 * shot);
  }
}

// 32 dimensions, by the noise alone.
TEST(NetworkCounting, AgreesWithTheDensityMatrixOfFive) {
  const Model model = random_chain(5, 5);
  for (const NetworkEquation equation :
       {NetworkEquation::local, NetworkEquation::partial_secular, NetworkEquation::global}) {
    SCOPED_TRACE(name(equation));
    const auto [by_moments, by_states] = on_both_roads(model, equation);
    expect_near(by_moments.noise(), by_states.noise(), 1e-10);
  }
}

// 64 dimensions, where the state is found by iteration: what that leaves of it.
TEST(NetworkCounting, AgreesWithTheIteratedDensityMatrix) {
  const Model model = random_chain(6, 6);
  for (const NetworkEquation equation :
       {NetworkEquation::partial_secular, NetworkEquation::global}) {
    SCOPED_TRACE(name(equation));
    const auto [by_moments, by_states] = on_both_roads(model, equation);
    expect_near(by_moments.noise(), by_states.noise(), 1e-9);
    const RealVector first = RealVector::Unit(2, 0);
    expect_near(by_moments.cumulants(first, 3), by_states.cumulants(first, 3), 1e-8);
  }
}

Network oscillators(const nlohmann::json& entry) {
  const double coupling = entry.at("Omega");
  Network network;
  network.exchange = RealMatrix{{entry.at("omega1").get<double>(), coupling},
                                {coupling, entry.at("omega2").get<double>()}};
  network.baths = {{"1",
                    RealVector::Unit(2, 0),
                    {PowerLaw{entry.at("c1"), 1, std::nullopt}, entry.at("T1").get<double>()}},
                   {"2",
                    RealVector::Unit(2, 1),
                    {PowerLaw{entry.at("c2"), 1, std::nullopt}, entry.at("T2").get<double>()}}};
  return network;
}

const EquationOptions kLevitov = options_with([](EquationOptions& o) {
  o.bath_coupling = BathCoupling::exchange;
  o.self_energy = SelfEnergy::dissipative;
});

class CountedOscillators : public testing::TestWithParam<int> {};

TEST_P(CountedOscillators, AreThoseOfTheReference) {
  const nlohmann::json reference = test_data("counting_exact_oscillators.json");
  const auto& entry = reference.at("cases").at(static_cast<std::size_t>(GetParam()));
  const Network network = oscillators(entry);
  const RealVector first = RealVector::Unit(2, 0);
  const auto expect = [&](const FlowStatistics& statistics, const nlohmann::json& expected) {
    const RealVector cumulants = statistics.cumulants(first, 3);
    const double noise = expected.at("noise_11");
    EXPECT_NEAR(cumulants(0), expected.at("J_1").get<double>(),
                1e-8 * std::abs(expected.at("J_1").get<double>()));
    EXPECT_NEAR(cumulants(1), noise, 1e-8 * noise);
    EXPECT_NEAR(cumulants(2), expected.at("third_1").get<double>(),
                1e-8 * std::abs(expected.at("third_1").get<double>()));
    const RealMatrix matrix = statistics.noise();
    EXPECT_NEAR(matrix(0, 0), noise, 1e-8 * noise);
    EXPECT_NEAR(matrix(0, 1), -noise, 1e-8 * noise);
    EXPECT_NEAR(matrix(1, 1), noise, 1e-8 * noise);
  };
  {
    SCOPED_TRACE("exact");
    expect(exact_statistics(network, kLevitov), entry);
  }
  for (const auto& [equation, expected] : entry.at("master_equations").items()) {
    SCOPED_TRACE(equation);
    for (const NetworkEquation known : kNetworkEquations) {
      if (name(known) != equation) continue;
      expect(flow_statistics(network, ClosedEquation{known, {}}), expected);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, CountedOscillators, testing::Range(0, 3));

// Three baths, by position, with self-energies that have a real part.
Network three_baths() {
  Network network;
  network.exchange = RealMatrix{{1, 0.05, 0.02}, {0.05, 1.05, 0.04}, {0.02, 0.04, 0.95}};
  for (Index j = 0; j < 3; ++j) {
    network.baths.push_back(
        {std::to_string(j),
         RealVector::Unit(3, j),
         {Drude{0.02 * static_cast<double>(j + 1), 4}, 0.4 + 0.3 * static_cast<double>(j)}});
  }
  return network;
}

// What no quadrature can do by chance: the first law, the flows, and lambda(s) = lambda(1/T - s).
TEST(ExactCounting, ObeysTheLaws) {
  const Network network = three_baths();
  for (const BathCoupling coupling : {BathCoupling::position, BathCoupling::exchange}) {
    const EquationOptions options =
        options_with([coupling](EquationOptions& o) { o.bath_coupling = coupling; });
    const FlowStatistics exact = exact_statistics(network, options);
    const RealMatrix noise = exact.noise();
    const double scale = noise.cwiseAbs().maxCoeff();
    EXPECT_LE(noise.rowwise().sum().cwiseAbs().maxCoeff(), 1e-10 * scale);
    EXPECT_LE((noise - noise.transpose()).cwiseAbs().maxCoeff(), 1e-10 * scale);
    const RealVector sum = exact.cumulants(RealVector::Ones(3), 3);
    EXPECT_LE(sum.cwiseAbs().maxCoeff(), 1e-10 * scale);
    const RealVector flows = exact_flows(network, options).flows;
    RealVector beta(3);
    for (Index j = 0; j < 3; ++j) {
      const RealVector own = exact.cumulants(RealVector::Unit(3, j), 2);
      EXPECT_NEAR(own(0), flows(j), 1e-9 * flows.cwiseAbs().maxCoeff());
      EXPECT_NEAR(own(1), noise(j, j), 1e-9 * scale);
      beta(j) = 1 / network.baths[static_cast<std::size_t>(j)].reservoir.temperature;
    }
    const RealVector s{{0.2, -0.1, 0.3}};
    const double lambda = exact.generating_function(s);
    EXPECT_NEAR(exact.generating_function(beta - s), lambda, 1e-9 * std::abs(lambda));
  }
}

// By differences of lambda(s) of the fourth order, steps of which leave 1e-5.
TEST(ExactCounting, CumulantsAreDerivatives) {
  const FlowStatistics exact = exact_statistics(three_baths(), {});
  const RealVector c{{1, -0.5, 0.2}};
  const RealVector cumulants = exact.cumulants(c, 2);
  constexpr double kStep = 0.02;
  const auto lambda = [&](double x) { return exact.generating_function(x * c); };
  const double plus = lambda(kStep);
  const double minus = lambda(-kStep);
  const double plus2 = lambda(2 * kStep);
  const double minus2 = lambda(-2 * kStep);
  EXPECT_NEAR((8 * (plus - minus) - (plus2 - minus2)) / (12 * kStep), cumulants(0),
              1e-5 * cumulants(1));
  EXPECT_NEAR((16 * (plus + minus) - (plus2 + minus2)) / (12 * kStep * kStep), cumulants(1),
              1e-5 * cumulants(1));
}

// A transmission of one over a wide band lets waves through as often as they come, and beyond the
// temperature of the hot bath their energy has no mean e^{s Q}.
TEST(ExactCounting, TheGeneratingFunctionEnds) {
  const FlowStatistics exact = exact_statistics(three_baths(), {});
  EXPECT_TRUE(std::isfinite(exact.generating_function(RealVector{{0, 0, 0.1}})));
  EXPECT_TRUE(std::isnan(exact.generating_function(RealVector{{0, 0, 40}})));
  const FlowStatistics by_moments =
      flow_statistics(three_baths(), ClosedEquation{NetworkEquation::partial_secular, {}});
  EXPECT_TRUE(std::isfinite(by_moments.generating_function(RealVector{{0, 0, 0.1}})));
  EXPECT_TRUE(std::isnan(by_moments.generating_function(RealVector{{0, 0, 40}})));
}

}  // namespace
}  // namespace quflux::inline network
