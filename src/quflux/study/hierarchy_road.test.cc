#include <cmath>

#include <gtest/gtest.h>

#include "quflux/model_file/model_file.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

std::string oscillator(const std::string& name, double temperature) {
  return fmt::format(
      "[[site]]\nname = \"{0}\"\nkind = \"oscillator\"\nfrequency = 1\nlevels = 4\n[[bath]]\nname "
      "= "
      "\"{0}\"\nsite = \"{0}\"\ntemperature = {1}\nspectral_density = {{ kind = \"drude\", "
      "coefficient = 0.002, cutoff = 5 }}\n",
      name, temperature);
}

// With baths this weak what four levels lack is a third of the error: it goes with the coefficient,
// since what dresses the states are the parts of a + a^+ that do not conserve energy.
TEST(HierarchyRoad, HasTheExactCurrentOfOscillators) {
  const Dataset d = run_sweep(parse_model(
      "equations = [{ kind = \"heom\", tolerance = 1e-2 }, \"exact\"]\noutput = [\"energy_flow\", "
      "\"flow_error\"]\n" +
          oscillator("cold", 0.15) + oscillator("hot", 0.25) +
          "[[coupling]]\nname = \"g\"\nkind = \"exchange\"\nsites = [\"cold\", \"hot\"]\nstrength "
          "= 0.004\n",
      "oscillators.toml"));
  const std::vector<double>& flows = numbers(d, "energy_flow");
  const double error = numbers(d, "flow_error").front();
  EXPECT_GT(error, 0);
  EXPECT_LT(error, 1e-2 * flows[3]);
  for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(flows[j], flows[2 + j], error) << j;
}

}  // namespace
}  // namespace quflux::inline study
