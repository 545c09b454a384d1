#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/model_file/model_file.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

using testing::HasSubstr;

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

// A spin between two baths, with a channel that pumps it.
std::string pumped_spin(const std::string& rest, double coefficient = 0.05) {
  const std::string bath =
      "site = \"s\"\nspectral_density = {{ kind = \"drude\", coefficient = {}, cutoff = 5 }}\n";
  return "[[site]]\nname = \"s\"\nkind = \"two_level\"\nfrequency = 1\n[[bath]]\nname = "
         "\"cold\"\ntemperature = 0.4\n" +
         fmt::format(fmt::runtime(bath), coefficient) +
         "[[bath]]\nname = \"hot\"\ntemperature = 0.9\n" +
         fmt::format(fmt::runtime(bath), coefficient) +
         "[[lindblad]]\nname = \"pump\"\nsite = \"s\"\noperator = \"sp\"\nrate = 0.02\n" + rest;
}

Dataset run(const std::string& head, const std::string& model) {
  return run_sweep(parse_model(head + model, "spin.toml"));
}

std::string message(const std::string& head, const std::string& model) {
  try {
    run(head, model);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

// What is of second order in the baths is the same as in the Redfield equation, whose coherences
// vanish here.
TEST(HierarchyRoad, TendsToRedfieldBesideAChannel) {
  for (const double coefficient : {2e-4, 2e-5}) {
    const Dataset d =
        run("equations = [{ kind = \"heom\", tolerance = 1e-4 }, \"redfield\"]\noutput = "
            "[\"energy_flow\"]\n",
            pumped_spin("", coefficient));
    const std::vector<double>& flows = numbers(d, "energy_flow");
    ASSERT_EQ(flows.size(), 6);
    // The pump alone makes the rates at which levels broaden, 0.02 of their splitting.
    for (std::size_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(flows[j], flows[3 + j], 0.05 * flows[5]) << coefficient << " " << j;
    }
    EXPECT_NEAR(flows[0] + flows[1] + flows[2], 0, 1e-12);
  }
}

TEST(HierarchyRoad, FollowsStepsAndQuenches) {
  const std::string head =
      "equations = [{ kind = \"heom\", tolerance = 1e-2 }]\noutput = [\"energy_flow\", "
      "\"energy_transferred\", \"work\", \"energy\"]\n[time]\nvalues = [0, 4, 400]\n";
  const std::string drive =
      "[[drive]]\nparameter = \"site.s.frequency\"\nkind = \"steps\"\ntimes = [1, 3]\nvalues = "
      "[1.6, 1]\n";
  const Dataset d = run(head, pumped_spin(drive + "[initial]\nstationary = {}\n"));
  const std::vector<double>& flows = numbers(d, "energy_flow");
  const std::vector<double>& heats = numbers(d, "energy_transferred");
  const std::vector<double>& work = numbers(d, "work");
  // It begins with the stationary flows, and ends with them.
  EXPECT_NEAR(flows[0] + flows[1] + flows[2], 0, 1e-8);
  for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(flows[j], flows[6 + j], 1e-6) << j;
  EXPECT_EQ(work[0], 0);
  EXPECT_GT(std::abs(work[2]), 1e-3);
  EXPECT_EQ(work[1], work[2]);
  // Steps leave 1e-6 of the state a time.
  EXPECT_NEAR(heats[6] + heats[7] + heats[8] + work[2], 0, 400 * 1e-6);
}

TEST(HierarchyRoad, SaysWhatItDoesNotFollow) {
  const std::string head = "equations = [\"heom\"]\n[time]\nto = 1\npoints = 2\n";
  EXPECT_THAT(message(head, pumped_spin("[initial]\nstationary = { \"bath.hot.temperature\" = 2 "
                                        "}\n")),
              HasSubstr("quench numbers of H or rates of [[lindblad]]"));
  const std::string ground = "[initial]\ns = \"ground\"\n";
  EXPECT_THAT(
      message(head, pumped_spin(ground + "[[drive]]\nparameter = \"site.s.frequency\"\nkind = "
                                         "\"sine\"\namplitude = 0.1\nperiod = 50\n")),
      HasSubstr("drives of kind \"steps\" alone"));
  EXPECT_THAT(
      message(head, pumped_spin(ground + "[[drive]]\nparameter = \"bath.hot.temperature\"\nkind = "
                                         "\"steps\"\ntimes = [1]\nvalues = [2]\n")),
      HasSubstr("changes a reservoir"));
  EXPECT_THAT(
      message("equations = [\"heom\"]\n[heom]\nequilibrium_subtraction = true\n", pumped_spin("")),
      HasSubstr("energy flows at equal temperatures, too"));
  EXPECT_THAT(message("equations = [\"heom\"]\n",
                      "[[site]]\nname = \"s\"\nkind = \"two_level\"\nfrequency = 1\n"
                      "[[lindblad]]\nname = \"pump\"\nsite = \"s\"\noperator = \"sp\"\nrate = "
                      "1\n[[lindblad]]\nname = \"loss\"\nsite = \"s\"\noperator = \"sm\"\nrate "
                      "= 2\n"),
              HasSubstr("no thermal bath"));
}

}  // namespace
}  // namespace quflux::inline study
