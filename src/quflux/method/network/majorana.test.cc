#include "quflux/method/network/majorana.h"

#include <algorithm>
#include <numeric>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/method/network/bonds.h"
#include "quflux/method/network/density_matrix_testing.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/network/testing.h"

namespace quflux::inline network {
namespace {

using chain_testing::BathSpec;
using chain_testing::chain_model;
using chain_testing::density_matrix_state;
using testing::HasSubstr;

double relative_error(const RealVector& a, const RealVector& b) {
  return (a - b).cwiseAbs().maxCoeff() / b.cwiseAbs().maxCoeff();
}

// Sites in an order of their own, frequencies of either sign and zero, exchange and position
// couplings alone and together, one to three baths at the ends; and chains of equal sites, which
// have modes of energies e and -e.
Model random_chain(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&](double from, double to) {
    return std::uniform_real_distribution<double>(from, to)(engine);
  };
  const auto n = static_cast<std::size_t>(std::uniform_int_distribution<int>(2, 4)(engine));
  const bool equal = uniform(0, 1) < 0.3;
  const double frequency = uniform(0, 1) < 0.3 ? 0 : uniform(-1, 1);
  const double exchange = uniform(-0.8, 0.8);
  const double position = uniform(-0.8, 0.8);
  const double kinds = uniform(0, 3);
  Model model = chain_model({}, CouplingKind::exchange, {}, {});
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), 0);
  std::ranges::shuffle(order, engine);
  for (std::size_t i = 0; i < n; ++i) {
    model.sites.push_back(
        {"s" + std::to_string(i), TwoLevel{equal ? frequency : uniform(-1, 1.5)}});
  }
  for (std::size_t i = 0; i + 1 < n; ++i) {
    const std::vector<std::string> sites{model.sites[order[i]].name,
                                         model.sites[order[i + 1]].name};
    const std::string name = std::to_string(i);
    if (kinds < 2) {
      model.couplings.push_back(
          {"h" + name, CouplingKind::exchange, sites, {}, equal ? exchange : uniform(-0.8, 0.8)});
    }
    if (kinds > 1) {
      model.couplings.push_back(
          {"k" + name, CouplingKind::position, sites, {}, equal ? position : uniform(-0.8, 0.8)});
    }
  }
  const int baths = std::uniform_int_distribution<int>(2, 3)(engine);
  for (int j = 0; j < baths; ++j) {
    ModelBath bath;
    bath.name = "b" + std::to_string(j);
    bath.sites = {model.sites[j % 2 == 0 ? order.front() : order.back()].name};
    bath.temperature = uniform(0.2, 2);
    bath.spectral_density = PowerLaw{std::exp(uniform(-5, -2.5)), 1, 5.0};
    model.baths.push_back(std::move(bath));
  }
  return model;
}

// Whether both roads answer, and then whether they say the same.
void expect_same(const Model& model, NetworkEquation equation, const EquationOptions& options,
                 double tolerance) {
  NetworkState dense;
  std::string refused;
  try {
    dense = density_matrix_state(model, equation, options);
  } catch (const NoAnswer& error) {
    refused = error.what();
  }
  NetworkState closed;
  try {
    closed = stationary_state(require_network(model), equation, options);
  } catch (const NoAnswer& error) {
    RC_ASSERT(!refused.empty());
    return;
  }
  RC_PRE(refused.empty());  // the density matrix asks for more: coherences of odd parity
  const double scale = std::max(dense.flows.cwiseAbs().maxCoeff(), 1e-6);
  RC_LOG() << name(equation) << ": " << closed.flows.transpose() << " against "
           << dense.flows.transpose() << "\n"
           << closed.occupations.transpose() << " against " << dense.occupations.transpose();
  RC_ASSERT((closed.flows - dense.flows).cwiseAbs().maxCoeff() <= tolerance * scale);
  if (closed.occupations.hasNaN()) return;
  // A slow mode costs digits of occupations on both roads.
  RC_ASSERT((closed.occupations - dense.occupations).cwiseAbs().maxCoeff() <= 1e-7);
}

RC_GTEST_PROP(FreeFermions, AgreeWithTheDensityMatrix, (std::uint64_t seed)) {
  const Model model = random_chain(seed);
  for (const NetworkEquation equation : kNetworkEquations) expect_same(model, equation, {}, 1e-10);
}

// A cutoff that reaches from the frequency of a mode to the negative one, and one that does not.
RC_GTEST_PROP(FreeFermions, AgreeWithTheDensityMatrixUnderACutoff, (std::uint64_t seed)) {
  EquationOptions options;
  options.secular_cutoff = 0.1 + static_cast<double>(seed % 20) / 10;
  expect_same(random_chain(seed), NetworkEquation::partial_secular, options, 1e-10);
}

// Spins with couplings h of exchange and k of positions, and Ohmic baths at both ends.
Model chain(const std::vector<double>& frequencies, double h, double k,
            const SpectralDensity& density = PowerLaw{0.02, 1, 5.0}) {
  const std::size_t last = frequencies.size() - 1;
  Model model = chain_model(frequencies, CouplingKind::exchange, std::vector<double>(last, h),
                            {{{0}, 1.0, density}, {{last}, 0.5, density}});
  for (std::size_t i = 0; i < last; ++i) {
    model.couplings.push_back({"k" + std::to_string(i),
                               CouplingKind::position,
                               {model.sites[i].name, model.sites[i + 1].name},
                               {},
                               k});
  }
  return model;
}

TEST(FreeFermions, HaveLambShifts) {
  EquationOptions options;
  options.lamb_shift = true;
  for (const Model& model :
       {chain({0.5, 0.7, 0.4}, 0.6, 0), chain({1, -0.8, 1.1}, 0, 0.6), chain({0.3, 1}, 0.2, 0.5)}) {
    for (const NetworkEquation equation : kNetworkEquations) {
      const NetworkState closed = stationary_state(require_network(model), equation, options);
      const NetworkState dense = density_matrix_state(model, equation, options);
      // The accuracy of the shifts.
      EXPECT_LE(relative_error(closed.flows, dense.flows), 1e-8) << name(equation);
      EXPECT_LE(relative_error(closed.occupations, dense.occupations), 1e-9) << name(equation);
    }
  }
}

// Exchange above the field: three spins from the density matrix, ten by the rates of the modes, in
// independent codes.
TEST(FreeFermions, HaveModesOfNegativeEnergy) {
  const auto flow = [](std::size_t n, double field, double exchange, NetworkEquation equation) {
    const PowerLaw ohmic{0.01, 1};
    const Model model = chain_model(std::vector<double>(n, field), CouplingKind::exchange,
                                    std::vector<double>(n - 1, exchange),
                                    {{{0}, 1.0, ohmic}, {{n - 1}, 0.5, ohmic}});
    return stationary_state(require_network(model), equation).flows(0);
  };
  EXPECT_NEAR(flow(3, 1, 0.75, NetworkEquation::global), 0.0012045300773194, 1e-16);
  EXPECT_NEAR(flow(3, 1, 0.75, NetworkEquation::partial_secular), 0.0012042644823, 1e-13);
  EXPECT_NEAR(flow(4, 0.3, 0.5, NetworkEquation::global), 0.000448115175, 1e-12);
  EXPECT_NEAR(flow(10, 0.3, 0.5, NetworkEquation::global), 0.00044808556204, 1e-14);
}

TEST(FreeFermions, EightSpinsAgainstTheDensityMatrix) {
  const nlohmann::json data = test_data("ising_chain.json");
  for (const auto& c : data["cases"]) {
    std::vector<BathSpec> baths;
    for (const auto& b : c["baths"]) {
      baths.push_back({{b["site"].get<std::size_t>()},
                       b["T"].get<double>(),
                       PowerLaw{b["c"].get<double>(), 1, b["cutoff"].get<double>()}});
    }
    Model model = chain_model(c["omega"].get<std::vector<double>>(), CouplingKind::exchange,
                              c["exchange"].get<std::vector<double>>(), baths);
    const auto positions = c["position"].get<std::vector<double>>();
    for (std::size_t i = 0; i < positions.size(); ++i) {
      model.couplings.push_back({"k" + std::to_string(i),
                                 CouplingKind::position,
                                 {model.sites[i].name, model.sites[i + 1].name},
                                 {},
                                 positions[i]});
    }
    for (const NetworkEquation equation : kNetworkEquations) {
      const auto& expected = c["results"][std::string(name(equation))];
      const auto j = expected["J"].get<std::vector<double>>();
      const auto n = expected["occupations"].get<std::vector<double>>();
      const NetworkState state = stationary_state(require_network(model), equation);
      EXPECT_LE(relative_error(state.flows, RealVector::Map(j.data(), 2)), 1e-10) << name(equation);
      EXPECT_LE(relative_error(state.occupations, RealVector::Map(n.data(), 8)), 1e-10)
          << name(equation);
    }
  }
}

// Local and Redfield keep all that carries energy along the chain.
TEST(FreeFermions, CarryTheFlowThroughEveryBond) {
  for (const Model& model : {chain({0.5, -0.7, 0.4, 0.9}, 0.6, 0), chain({1, 0.8, 1.1}, 0, 0.6),
                             chain({0.3, 1, 0.2, 0.6}, 0.2, 0.5)}) {
    const Network network = require_network(model);
    for (const NetworkEquation equation : {NetworkEquation::local, NetworkEquation::redfield}) {
      const NetworkState state = stationary_state(network, equation);
      const auto q_p = [&](Eigen::Index i, Eigen::Index l) { return state.q_p(i, l); };
      for (Eigen::Index i = 0; i + 1 < network.exchange.rows(); ++i) {
        // Rounding of energies of order one.
        EXPECT_NEAR(bond_flow(network, bond(network, i, i + 1), q_p), state.flows(0), 1e-14);
        EXPECT_NEAR(bond_flow(network, bond(network, i + 1, i), q_p), state.flows(1), 1e-14);
      }
    }
  }
}

TEST(FreeFermions, CarryNothingAtEqualTemperatures) {
  Model model = chain({0.5, -0.7, 0.4, 0.9}, 0.3, 0.5);
  model.baths[1].temperature = model.baths[0].temperature;
  for (const NetworkEquation equation :
       {NetworkEquation::global, NetworkEquation::partial_secular, NetworkEquation::redfield}) {
    EXPECT_TRUE(stationary_state(require_network(model), equation).flows.isZero(0));
  }
}

std::string message(const Model& model, NetworkEquation equation) {
  try {
    stationary_state(require_network(model), equation);
  } catch (const NoAnswer& error) {
    return error.what();
  }
  return "no error";
}

// Exchange between three spins without a field makes modes of +-0.7 and 0.
TEST(FreeFermions, ModesWithoutEnergyNeedTheRateAtZeroFrequency) {
  const auto without_field = [](double exponent) {
    return chain({0, 0, 0}, 0.5, 0, PowerLaw{0.02, exponent, 5.0});
  };
  for (const NetworkEquation equation : kNetworkEquations) {
    EXPECT_EQ(message(without_field(1), equation), "no error");
    EXPECT_THAT(message(without_field(0.5), equation),
                HasSubstr("bath 'b0' has no finite rate at zero frequency"));
    EXPECT_THAT(message(without_field(3), equation),
                HasSubstr(equation == NetworkEquation::local
                              ? "no bath damps a combination of the 2 modes of energy"
                              : "the product of two of their Majorana operators that no bath damps "
                                "is conserved"));
  }
}

// In the ordered phase the energy of the mode at the ends falls exponentially with the length; that
// it is zero at last changes nothing.
TEST(FreeFermions, AModeLosesItsEnergyWithTheLength) {
  for (const NetworkEquation equation : kNetworkEquations) {
    const auto flow = [&](std::size_t n) {
      return stationary_state(require_network(chain(std::vector<double>(n, 1), 0, 1.5)), equation)
          .flows(0);
    };
    // Ballistic: what a finite length changes falls off as well, as a power in the partial secular
    // equation.
    EXPECT_NEAR(flow(20) / flow(40), 1, equation == NetworkEquation::partial_secular ? 1e-3 : 1e-6);
  }
}

}  // namespace
}  // namespace quflux::inline network
