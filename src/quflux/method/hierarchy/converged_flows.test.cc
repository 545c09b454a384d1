// Flows to a tolerance against testdata/hierarchy.json, equal temperatures and themselves.

#include "quflux/method/hierarchy/converged_flows.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/method/hierarchy/testing.h"

namespace quflux::inline hierarchy {
namespace {

using nlohmann::json;

ConvergedFlows converged(const System& system, const HierarchyOptions& options = {}) {
  std::vector<CorrelationFunction> baths;
  for (const SystemBath& bath : system.baths) baths.emplace_back(bath.reservoir);
  return converged_flows(system, baths, options);
}

// The reference's estimate of its own error counts three times.
void expect_flows(const ConvergedFlows& found, const std::vector<double>& expected, double error) {
  for (std::size_t j = 0; j < expected.size(); ++j) {
    const double off = std::abs(found.flows(static_cast<Eigen::Index>(j)) - expected[j]);
    EXPECT_LE(off, 3 * error) << j;
  }
  EXPECT_TRUE(found.within_tolerance);
  // Flows are differences of terms as large as sum_k |nu_k| s_k^2, up to 10 here, of which rounding
  // leaves some 1e-16 in each of a dozen solutions: more than 1e-10 of flows of 5e-6.
  constexpr double kRounding = 2e-15;
  EXPECT_LE(std::abs(found.flows.sum()),
            std::max(1e-10 * found.flows.cwiseAbs().maxCoeff(), kRounding));
}

TEST(ConvergedFlows, OfTheReference) {
  const json reference = test_data("hierarchy.json");
  for (const json& entry : reference.at("cases")) {
    const std::string name = entry.at("name");
    if (name == "pub6") continue;  // takes a while, see below
    SCOPED_TRACE(name);
    const json& expected = entry.at("converged");
    expect_flows(converged(reference_system(entry)),
                 expected.at("J_bath").get<std::vector<double>>(), expected.at("error_J"));
  }
}

System spin_boson(double coefficient, double cold, double hot) {
  Matrix sx(2, 2);
  sx << 0, 1, 1, 0;
  Matrix sz(2, 2);
  sz << 1, 0, 0, -1;
  System system{0.5 * sx, {}};
  system.baths.push_back({"cold", sz, {Drude{coefficient, 2}, cold}});
  system.baths.push_back({"hot", sz, {Drude{coefficient, 2}, hot}});
  return system;
}

TEST(ConvergedFlows, TurnOver) {
  const json reference = test_data("hierarchy.json");
  for (const json& point : reference.at("turnover").at("points")) {
    if (point.at("c") > 0.7) continue;  // stronger ones take longer than a test should
    SCOPED_TRACE(point.at("c").dump());
    const double flow = point.at("J2");
    expect_flows(converged(spin_boson(point.at("c"), 1, 2)), {-flow, flow}, point.at("error"));
  }
}

TEST(ConvergedFlows, VanishAtEqualTemperatures) {
  for (const double coefficient : {0.05, 0.3}) {
    const ConvergedFlows found = converged(spin_boson(coefficient, 1.5, 1.5));
    EXPECT_LE(found.flows.cwiseAbs().maxCoeff(), found.error);
  }
}

TEST(ConvergedFlows, AreWithinTheErrorOfThoseOfASmallerTolerance) {
  for (const double coefficient : {0.05, 0.3}) {
    const System system = spin_boson(coefficient, 0.5, 1.5);
    const ConvergedFlows coarse = converged(system, {.tolerance = 1e-2});
    const ConvergedFlows fine = converged(system, {.tolerance = 1e-5});
    EXPECT_LE((coarse.flows - fine.flows).cwiseAbs().maxCoeff(), coarse.error + fine.error);
    EXPECT_LT(fine.error, coarse.error);
  }
}

TEST(ConvergedFlows, TakeTheDepthAndExponentialsThatAreAskedFor) {
  const ConvergedFlows found =
      converged(spin_boson(0.1, 1, 2), {.depth = std::size_t{3}, .exponentials = std::size_t{4}});
  EXPECT_EQ(found.depth, 3);
  EXPECT_EQ(found.exponentials, 4);
  EXPECT_EQ(found.operators, 165);  // eight modes, three tiers
  EXPECT_GT(found.error, 0);
}

TEST(ConvergedFlows, SayWhyThereAreNone) {
  try {
    converged(spin_boson(4, 0.5, 1), {.memory = 0.002});
    FAIL();
  } catch (const NoAnswer& error) {
    EXPECT_NE(std::string(error.what()).find("memory"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace quflux::inline hierarchy
