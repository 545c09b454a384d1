// Flows through bonds by the density matrix, beside those by moments and those of the baths.

#include <gtest/gtest.h>

#include "quflux/model_file/model_file.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

// Three atoms in a row, of which the outer ones have baths.
Dataset three_atoms(const std::string& equations, Roads roads) {
  const auto atom = [](const char* name, double frequency) {
    return fmt::format("[[site]]\nname = \"{}\"\nkind = \"two_level\"\nfrequency = {}\n", name,
                       frequency);
  };
  const auto bath = [](const char* name, double temperature) {
    return fmt::format(
        "[[bath]]\nname = \"{0}\"\nsite = \"{0}\"\ntemperature = {1}\nspectral_density = {{ kind = "
        "\"drude\", coefficient = 0.01, cutoff = 5 }}\n",
        name, temperature);
  };
  const auto bond = [](const char* name, const char* sites) {
    return fmt::format(
        "[[coupling]]\nname = \"{}\"\nkind = \"exchange\"\nsites = {}\nstrength = 0.1\n", name,
        sites);
  };
  return run_sweep(
      parse_model("equations = " + equations +
                      "\noutput = [\"energy_flow\", \"bond_flow\", \"flow_error\"]\n" +
                      atom("a", 1) + atom("b", 1.2) + atom("c", 0.9) + bath("a", 0.5) +
                      bath("c", 1) + bond("ab", "[\"a\", \"b\"]") + bond("bc", "[\"b\", \"c\"]"),
                  "atoms.toml"),
      {.roads = roads});
}

TEST(BondFlow, IsThatOfTheMoments) {
  const std::string equations = R"(["local", "partial_secular", "global"])";
  const std::vector<double> few = numbers(three_atoms(equations, Roads::automatic), "bond_flow");
  const std::vector<double> all =
      numbers(three_atoms(equations, Roads::density_matrix), "bond_flow");
  EXPECT_LT(few[0], -1e-4);
  for (std::size_t k = 0; k < few.size(); ++k) {
    EXPECT_NEAR(few[k], all[k], 1e-13) << k;  // flows of 1e-3, of rates of 1e-2
  }
}

// No bath acts on the atom in the middle: what flows to and from it is what a bath gives.
TEST(BondFlow, IsThatOfTheBathsWhereNothingIsApproximated) {
  const Dataset d = three_atoms(R"([{ kind = "heom", tolerance = 1e-3 }])", Roads::automatic);
  const std::vector<double>& flows = numbers(d, "energy_flow");
  // The state is known as well as the flows are.
  const double error = 2 * numbers(d, "flow_error").front();
  EXPECT_LT(error, 3e-3 * flows[1]);
  for (const double flow : numbers(d, "bond_flow")) EXPECT_NEAR(flow, flows[0], error);
}

}  // namespace
}  // namespace quflux::inline study
