#include "quflux/study/mapped_study.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/testing.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/write_model.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const char* const kSpin = R"(
output = ["energy_flow", "populations"]
[[site]]
name = "spin"
kind = "two_level"
frequency = 1.0
[[bath]]
name = "hot"
site = "spin"
temperature = 2.0
spectral_density = { kind = "brownian", coupling = 0.4, frequency = 3.0, width = 1.0 }
[[bath]]
name = "cold"
site = "spin"
temperature = 1.0
spectral_density = { kind = "brownian", coupling = 0.4, frequency = 3.0, width = 1.0 }
[sweep]
"bath.hot.temperature" = { values = [1.5, 2.0] }
"bath.cold.spectral_density.coupling" = { values = [0.4] }
"site.spin.frequency" = { follow = "bath.hot.temperature", factor = 0.5 }
)";

// The equation and the model that it is solved by have the same flows.
TEST(MappedStudy, IsWhatTheEquationSolves) {
  const Study study = parse_model(
      "equations = [{ kind = \"reaction_coordinate\", levels = 3 }]" + std::string(kSpin),
      "spin.toml");
  const MappedStudy mapped = map_study(study, find_mapping("reaction_coordinate"), {.levels = 3});
  EXPECT_THAT(mapped.left_out, ElementsAre("bath.cold.spectral_density.coupling"));
  const Study again = parse_model(write_model(mapped.study), "enlarged.toml");
  EXPECT_EQ(write_model(again), write_model(mapped.study));
  const Dataset one = run_sweep(study);
  const Dataset other = run_sweep(again);
  const std::vector<double>& flows = numbers(one, "energy_flow");
  ASSERT_EQ(flows.size(), 4);
  for (std::size_t i = 0; i < flows.size(); ++i) {
    EXPECT_NEAR(numbers(other, "energy_flow")[i], flows[i], 1e-12 * std::abs(flows[i])) << i;
  }
}

TEST(MappedStudy, NamesThoseThatThereAre) {
  EXPECT_THROW(find_mapping("polaron"), Error);
  const Study drude = parse_model(
      "equations = [\"redfield\"]\n[[site]]\nname = \"s\"\nkind = \"two_level\"\nfrequency = 1\n"
      "[[bath]]\nname = \"b\"\nsite = \"s\"\ntemperature = 1\nspectral_density = { kind = "
      "\"drude\", coefficient = 0.1, cutoff = 2 }\n",
      "drude.toml");
  try {
    map_study(drude, find_mapping("reaction_coordinate"), {});
    ADD_FAILURE();
  } catch (const NoAnswer& error) {
    EXPECT_THAT(error.what(), HasSubstr("bath 'b'"));
  }
}

TEST(MappedStudy, RefusesLevelsOfTwoLevelModes) {
  const Study study = parse_model("equations = [\"redfield\"]" + std::string(kSpin), "spin.toml");
  try {
    map_study(study, find_mapping("surrogate"), {.levels = 6});
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("levels is 6, but the two-level modes"));
  }
  EXPECT_EQ(
      dimension(map_study(study, find_mapping("surrogate_bosons"), {.levels = 6}).study.model),
      2 * 6 * 6);
}

// Baths that became decaying modes have no temperature any more, and two couplings are not one.
TEST(MappedStudy, LeavesOutWhatTheOtherModelDoesNotHave) {
  Study study = parse_model("equations = [\"redfield\"]" + std::string(kSpin), "spin.toml");
  study.sweep = {};
  study.outputs = {make_observable("energy_flow"), make_observable("gibbs_distance")};
  study.outputs.back().arguments["temperature"] = std::string("bath.hot.temperature");
  EXPECT_THAT(map_study(study, find_mapping("surrogate"), {}).left_out,
              ElementsAre("gibbs_distance"));
  EXPECT_THAT(map_study(study, find_mapping("reaction_coordinate"), {.levels = 2}).left_out,
              ElementsAre());
}

TEST(AllEquations, AreNamedWhereATextIsNot) {
  EXPECT_THAT(
      error_of([] { parse_model("equations = \"alll\"" + std::string(kSpin), "spin.toml"); }),
      HasSubstr("is 'alll'; it must be a list of names and tables, as [\"alll\"], or \"all\""));
}

// "all" is every row of a table, one that a program has added too.
TEST(AllEquations, HaveAnAnswerOrAReason) {
  EquationTable table{find_equation("redfield"), find_equation("exact")};
  EquationKind mine = find_equation("redfield");
  mine.name = "mine";
  table.push_back(mine);
  const std::string text =
      "equations = \"all\"" + std::string(kSpin) + "[exact]\nself_energy = \"full\"\n";
  const Study study = parse_model(text, "spin.toml", {}, {}, {table, observables()});
  ASSERT_EQ(study.equations.size(), 3);
  EXPECT_EQ(study.equations[1].options.size(), 1);
  const Dataset found = run_sweep(study);
  EXPECT_THAT(strings(found, "equation"), ElementsAre("redfield", "exact", "mine"));
  ASSERT_EQ(failure_reasons(found).size(), 1);
  EXPECT_THAT(failure_reasons(found)[0], HasSubstr("exact"));
  EXPECT_THAT(numbers(found, "failure"), ElementsAre(0, 1, 0, 0, 1, 0));
  const std::vector<double>& flows = numbers(found, "energy_flow");
  EXPECT_TRUE(std::isnan(flows[2]));
  EXPECT_EQ(flows[4], flows[0]);
  EXPECT_EQ(
      write_model(parse_model(write_model(study), "again.toml", {}, {}, {table, observables()})),
      write_model(study));
}

TEST(AllEquations, MayAllHaveAReason) {
  Study study = parse_model(
      "equations = [{ kind = \"exact\", optional = true }]" + std::string(kSpin), "spin.toml");
  study.outputs = {make_observable("energy_flow")};
  const Dataset found = run_sweep(study);
  EXPECT_THAT(numbers(found, "failure"), ElementsAre(1, 1));
  study.equations[0].optional = false;
  EXPECT_THROW(run_sweep(study), Error);
}

}  // namespace
}  // namespace quflux::inline study
