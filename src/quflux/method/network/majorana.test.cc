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

void add_couplings(Model& model, CouplingKind kind, const std::vector<double>& strengths) {
  for (std::size_t i = 0; i < strengths.size(); ++i) {
    model.couplings.push_back({"k" + std::to_string(i),
                               kind,
                               {model.sites[i].name, model.sites[i + 1].name},
                               {},
                               strengths[i]});
  }
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

}  // namespace
}  // namespace quflux::inline network
