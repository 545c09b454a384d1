// Flows without what they are at equal temperatures, beside the exact ones.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/model_file/model_file.h"
#include "quflux/study/plan.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {
namespace {

using testing::Each;
using testing::HasSubstr;

// Two atoms of the paper with baths of a cutoff.
struct Atoms {
  double second;  // frequency
  double coupling;
  std::string density;  // all but its coefficient
  std::array<double, 2> temperatures = {0.2, 0.22};
};

const std::string kDrude = "kind = \"drude\", cutoff = 10";
const std::string kCubic = "kind = \"power\", exponent = 3, cutoff = 3";

std::string text(const Atoms& atoms, const std::string& head) {
  std::string result = head;
  const auto site = [&](const char* name, double frequency, double c, double temperature) {
    result += fmt::format(
        "[[site]]\nname = \"{0}\"\nkind = \"two_level\"\nfrequency = {1}\n"
        "[[bath]]\nname = \"bath_{0}\"\nsite = \"{0}\"\ntemperature = {3}\n"
        "spectral_density = {{ coefficient = {2}, {4} }}\n",
        name, frequency, c, temperature, atoms.density);
  };
  site("a", 1, 0.002, atoms.temperatures[0]);
  site("b", atoms.second, 0.04, atoms.temperatures[1]);
  return result + fmt::format(
                      "[[coupling]]\nname = \"rabi\"\nkind = \"exchange\"\nsites = [\"a\", \"b\"]\n"
                      "strength = {}\n",
                      atoms.coupling);
}

Study study(const Atoms& atoms, const std::string& head) {
  return parse_model(text(atoms, head), "atoms.toml");
}

std::string message(const Study& study) {
  try {
    make_plan(study);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

const std::string kSubtracted =
    "equations = [\"partial_secular\", \"redfield\"]\n"
    "[options]\nlamb_shift = true\nequilibrium_subtraction = true\n";

// The exact flows are those of hierarchies with another program, to the digits that are here.
TEST(EquilibriumSubtraction, BringsFlowsOfWeakBathsWithinTenPercentOrSo) {
  struct Row {
    Atoms atoms;
    double exact;
    double partial_secular;  // over the exact one
    double redfield;
  };
  const std::vector<Row> rows{{{1, 0.0097, kDrude}, 4.806e-6, 0.94, 0.93},
                              {{1, 0.003, kDrude}, 1.131e-6, 0.92, 0.90},
                              {{1.09, 0.04, kDrude}, 6.456e-6, 0.955, 0.96},
                              {{1, 0.0097, kCubic}, 6.94e-7, 0.96, 0.85},
                              {{1.09, 0.04, kCubic}, 5.08e-6, 0.90, 0.87}};
  for (const Row& row : rows) {
    SCOPED_TRACE(row.exact);
    const Dataset result = run_sweep(study(row.atoms, kSubtracted));
    const std::vector<double>& flows = numbers(result, "energy_flow");
    // As many digits as are printed.
    EXPECT_NEAR(flows[1] / row.exact, row.partial_secular, 0.0051);
    EXPECT_NEAR(flows[3] / row.exact, row.redfield, 0.0051);
    EXPECT_NEAR(flows[0] + flows[1], 0, 1e-9 * flows[1]);
  }
}

TEST(EquilibriumSubtraction, LeavesNoFlowAtEqualTemperatures) {
  const Atoms atoms{1, 0.0097, kDrude, {0.2, 0.2}};
  const std::string equations = "equations = [\"partial_secular\"]\n[options]\nlamb_shift = true\n";
  EXPECT_GT(std::abs(numbers(run_sweep(study(atoms, equations)), "energy_flow")[0]), 1e-6);
  EXPECT_THAT(numbers(run_sweep(study(atoms, kSubtracted)), "energy_flow"), Each(0));
}

TEST(EquilibriumSubtraction, IsToldWithEachResult) {
  const Dataset result = run_sweep(study({1, 0.0097, kDrude}, kSubtracted));
  EXPECT_THAT(numbers(result, "warning"), Each(testing::Gt(0)));
  EXPECT_THAT(warnings(result),
              Each(HasSubstr("without the mean of the flows at equal temperatures")));
}

// Of hierarchies it counts as an error.
TEST(EquilibriumSubtraction, IsPartOfTheErrorOfHierarchies) {
  const auto flows = [](const std::string& options) {
    return run_sweep(study({1, 0.0097, kDrude},
                           "equations = [\"heom\"]\noutput = [\"energy_flow\", \"flow_error\"]\n"
                           "[options]\ntolerance = 0.01\n" +
                               options));
  };
  const Dataset plain = flows("");
  const Dataset subtracted = flows("equilibrium_subtraction = true\n");
  const double moved =
      std::abs(numbers(plain, "energy_flow")[1] - numbers(subtracted, "energy_flow")[1]);
  EXPECT_GT(moved, 0);
  EXPECT_GE(numbers(subtracted, "flow_error")[0], numbers(plain, "flow_error")[0] + moved);
}

TEST(EquilibriumSubtraction, IsRefusedWhereItMakesNoSense) {
  EXPECT_THAT(
      message(study({1, 0.01, kDrude}, kSubtracted + "[[lindblad]]\nname = \"loss\"\nsite = \"a\"\n"
                                                     "operator = \"sm\"\nrate = 0.1\n")),
      HasSubstr("equilibrium_subtraction needs thermal baths alone"));
  EXPECT_THAT(message(study({1, 0.01, kDrude}, kSubtracted + "[time]\nto = 1\npoints = 2\n"
                                                             "[initial]\na = \"excited\"\n")),
              HasSubstr("equilibrium_subtraction is known for stationary flows alone"));
}

}  // namespace
}  // namespace quflux::inline study
