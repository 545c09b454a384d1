// Hierarchies with the explicit exponents of testdata/hierarchy.json.

#include "quflux/method/hierarchy/hierarchy.h"

#include <gtest/gtest.h>

#include "quflux/method/hierarchy/stationary_state.h"
#include "quflux/method/hierarchy/testing.h"

namespace quflux::inline hierarchy {
namespace {

using nlohmann::json;

TEST(Hierarchy, HasTheFlowsAndStatesOfTheReference) {
  const json reference = test_data("hierarchy.json");
  for (const json& entry : reference.at("cases")) {
    SCOPED_TRACE(entry.at("name").get<std::string>());
    const json& discrete = entry.at("discrete");
    const Hierarchy hierarchy =
        make_hierarchy(reference_system(entry), reference_exponents(discrete), discrete.at("tier"));
    EXPECT_EQ(hierarchy.operators.count(), discrete.at("n_ado").get<std::size_t>());
    const StationaryState state = stationary_state(hierarchy, 1e-14);
    const RealVector found = flows(hierarchy, state.x);
    const auto expected = discrete.at("J_bath").get<std::vector<double>>();
    for (std::size_t j = 0; j < expected.size(); ++j) {
      EXPECT_NEAR(found(static_cast<Eigen::Index>(j)), expected[j], 1e-12) << j;
    }
    EXPECT_LE((density_matrix(hierarchy, state.x) - reference_matrix(discrete.at("rho")))
                  .cwiseAbs()
                  .maxCoeff(),
              1e-11);
  }
}

}  // namespace
}  // namespace quflux::inline hierarchy
