// Flows by other programs and methods: testdata/beyond.json, and Kato and Tanimura's pair in
// testdata/hierarchy.json.

#include <algorithm>

#include <gtest/gtest.h>

#include "quflux/hilbert/space.h"
#include "quflux/method/hierarchy/converged_flows.h"
#include "quflux/method/hierarchy/testing.h"

namespace quflux::inline hierarchy {
namespace {

using nlohmann::json;

// What the references are compared to; ten times finer than that.
constexpr double kDigits = 1e-2;
constexpr double kTolerance = 1e-3;

constexpr double kStrongest = 1;  // stronger ones take minutes, by hand

ConvergedFlows converged(const System& system) {
  std::vector<CorrelationFunction> baths;
  for (const SystemBath& bath : system.baths) baths.emplace_back(bath.reservoir);
  return converged_flows(system, baths, {.tolerance = kTolerance});
}

// A spin with bias between baths that see sigma_z.
System spin_boson(double bias, std::vector<Reservoir> reservoirs) {
  Matrix h(2, 2);
  h << bias / 2, 0.5, 0.5, -bias / 2;
  Matrix sz(2, 2);
  sz << 1, 0, 0, -1;
  System system{h, {}};
  for (Reservoir& reservoir : reservoirs) {
    system.baths.push_back({std::to_string(system.baths.size()), sz, std::move(reservoir)});
  }
  return system;
}

TEST(PublishedFlows, SpinBetweenBrownianBaths) {
  const json reference = test_data("beyond.json").at("turnover_brownian");
  for (const json& point : reference.at("points")) {
    const double coupling = point.at("lam");
    if (coupling > kStrongest) continue;
    SCOPED_TRACE(coupling);
    const Brownian density{coupling, 3, 1};
    const double expected = point.at("heom");
    const ConvergedFlows found = converged(spin_boson(0, {{density, 2}, {density, 1}}));
    EXPECT_NEAR(found.flows(0), expected, kDigits * expected);
    // At 0.8 the fifth tier adds next to nothing, between ones that add and ones that take away.
    const double error = found.error + 3 * point.at("heom_err").get<double>();
    EXPECT_LE(std::abs(found.flows(0) - expected), error);
  }
}

TEST(PublishedFlows, SpinBetweenDrudeBaths) {
  const json reference = test_data("beyond.json").at("turnover_drude");
  for (const json& point : reference.at("points")) {
    const double coefficient = point.at("c");
    if (coefficient > 0.7) continue;  // takes a minute, by hand
    SCOPED_TRACE(coefficient);
    const Drude density{coefficient, 2};
    const double expected = point.at("heom");
    const ConvergedFlows found = converged(spin_boson(0, {{density, 2}, {density, 1}}));
    EXPECT_NEAR(found.flows(0), expected, kDigits * expected);
  }
}

// The references differ among themselves where they are not converged.
TEST(PublishedFlows, KatoAndTanimurasPair) {
  const Matrix lowering = (Matrix(2, 2) << 0, 0, 1, 0).finished();
  const Matrix one = Matrix::Identity(2, 2);
  const Matrix first = kron(lowering, one);
  const Matrix second = kron(one, lowering);
  const json reference = test_data("hierarchy.json").at("kato_tanimura_2015_fig3a");
  for (const json& point : reference.at("points")) {
    SCOPED_TRACE(point.dump());
    const double hop = point.at("J12");
    if (hop * point.at("zeta_bar").get<double>() > 0.55) continue;  // takes minutes, by hand
    const Matrix h = first.adjoint() * first + second.adjoint() * second +
                     hop * (first.adjoint() * second + second.adjoint() * first);
    const Drude density{hop * point.at("zeta_bar").get<double>(), 2};
    const System system{h,
                        {{"hot", first + first.adjoint(), {density, 2.02}},
                         {"cold", second + second.adjoint(), {density, 1.98}}}};
    const double finest = point.at("J1_pade4_tier4or5");
    const double deepest = point.at("J1_pade3_tier6");
    const double of_one = point.at("J1_pade1_tier7");
    const double spread = std::max({finest, deepest, of_one}) - std::min({finest, deepest, of_one});
    const ConvergedFlows found = converged(system);
    EXPECT_NEAR(found.flows(0), deepest, spread + 2 * kTolerance * deepest);
    EXPECT_TRUE(found.within_tolerance);
  }
}

}  // namespace
}  // namespace quflux::inline hierarchy
