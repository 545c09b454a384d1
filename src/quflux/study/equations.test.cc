// Studies of equations with options and labels of their own, and of tables of a caller.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/method/master_equation/density_matrix_road.h"
#include "quflux/model_file/model_file.h"
#include "quflux/study/plan.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// The pair of the paper's Fig. 1 at Omega = 0.01, with densities that have a Lamb shift.
std::string pair(const std::string& head) {
  const auto bath = [](const char* name, const char* site, double c, double t) {
    return fmt::format(
        "[[bath]]\nname = \"{}\"\nsite = \"{}\"\ntemperature = {}\nspectral_density = {{ kind = "
        "\"power\", coefficient = {}, exponent = 3, cutoff = 5 }}\n",
        name, site, t, c);
  };
  return head +
         "[[site]]\nname = \"a\"\nkind = \"two_level\"\nfrequency = 1\n"
         "[[site]]\nname = \"b\"\nkind = \"two_level\"\nfrequency = 1\n"
         "[[coupling]]\nname = \"rabi\"\nkind = \"exchange\"\nsites = [\"a\", \"b\"]\nstrength = "
         "0.01\n" +
         bath("cold", "a", 0.002, 0.2) + bath("hot", "b", 0.04, 0.22);
}

std::string message(const std::string& head) {
  try {
    parse_model(pair(head), "pair.toml");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Equations, HaveOptionsAndLabelsOfTheirOwn) {
  const Dataset both = run_sweep(parse_model(
      pair("equations = [\"partial_secular\", { kind = \"partial_secular\", label = \"ps_lamb\", "
           "lamb_shift = true }]\n"),
      "pair.toml"));
  EXPECT_THAT(strings(both, "equation"), ElementsAre("partial_secular", "ps_lamb"));
  const auto alone = [](const std::string& options) {
    return numbers(
        run_sweep(parse_model(pair("equations = [\"partial_secular\"]\n" + options), "pair.toml")),
        "energy_flow");
  };
  const std::vector<double> plain = alone("");
  const std::vector<double> shifted = alone("[options]\nlamb_shift = true\n");
  const std::vector<double>& flows = numbers(both, "energy_flow");
  EXPECT_THAT(flows, ElementsAre(plain[0], plain[1], shifted[0], shifted[1]));
  EXPECT_GT(std::abs(shifted[1] / plain[1] - 1), 1e-3);
}

TEST(Equations, TakeFromTheCommonOptionsWhatTheyKnow) {
  const Study study = parse_model(
      pair("equations = [\"global\", { kind = \"partial_secular\", secular_cutoff = 0.5 }]\n"
           "[options]\nsecular_cutoff = 0.1\nlamb_shift = true\n"),
      "pair.toml");
  EXPECT_TRUE(equation_options(study.equations[0].options).lamb_shift);
  EXPECT_EQ(equation_options(study.equations[0].options).secular_cutoff, std::nullopt);
  EXPECT_TRUE(equation_options(study.equations[1].options).lamb_shift);
  EXPECT_EQ(equation_options(study.equations[1].options).secular_cutoff, 0.5);
}

TEST(Equations, SayWhatIsWrongWithThem) {
  EXPECT_THAT(message("equations = [{ kind = \"globl\" }]\n"),
              HasSubstr("unknown equation 'globl'"));
  EXPECT_THAT(message("equations = [{ kind = \"global\", secular_cutoff = 1 }]\n"),
              HasSubstr("the equation has no key 'secular_cutoff'"));
  EXPECT_THAT(message("equations = [\"global\", { kind = \"global\", lamb_shift = true }]\n"),
              HasSubstr("'global' is listed twice; give one of them a 'label' of its own"));
  EXPECT_THAT(message("equations = [{ kind = \"global\", label = \"local\" }]\n"),
              HasSubstr("'label' is 'local', which is another equation"));
  EXPECT_THAT(message("equations = [{ kind = \"global\", label = \"1\" }]\n"),
              HasSubstr("must be letters"));
  EXPECT_THAT(message("equations = [{ kind = \"global\", lamb_shift = 1 }]\n"),
              HasSubstr("must be true or false"));
  EXPECT_THAT(message("equations = [{ label = \"x\" }]\n"), HasSubstr("kind"));
}

TEST(Equations, ComeFromTheTableOfTheCaller) {
  // A table of one row: Redfield's equation under another name.
  const EquationTable table{{.name = "mine",
                             .help = "",
                             .positivity = Positivity::open,
                             .assumption = {.neglects = "nothing"},
                             .options = {},
                             .roads = {{&density_matrix_road(), kRedfield}},
                             .master_equation = kRedfield}};
  const Study mine =
      parse_model(pair("equations = [\"mine\"]\n"), "pair.toml", {}, {}, {.equations = table});
  const Study known = parse_model(pair("equations = [\"redfield\"]\n"), "pair.toml");
  EXPECT_EQ(numbers(run_sweep(mine), "energy_flow"),
            numbers(run_sweep(known, {.roads = Roads::density_matrix}), "energy_flow"));
  EXPECT_THROW(
      parse_model(pair("equations = [\"global\"]\n"), "pair.toml", {}, {}, {.equations = table}),
      Error);
}

TEST(Equations, AWarningNamesOptionsOfAllThatOneDoesNotKnow) {
  const Study study = parse_model(
      pair("equations = [\"universal_lindblad\", \"redfield\"]\n[options]\nlamb_shift = true\n"),
      "pair.toml");
  const Dataset d = run_sweep(study);
  // Redfield's equation has another one, of its second law.
  EXPECT_EQ(warnings(d).front(),
            "universal_lindblad knows no option 'lamb_shift', which all equations are given: it is "
            "solved without");
  EXPECT_EQ(numbers(d, "warning").front(), 1);
  EXPECT_NE(numbers(d, "warning").back(), 1);
}

TEST(Equations, AWarningSaysWhereTheSecondLawIsBroken) {
  const std::string example = QUFLUX_EXAMPLES "/second_law_violation.toml";
  for (const Roads roads : {Roads::automatic, Roads::density_matrix}) {
    const Dataset d =
        run_sweep(read_model_file(example, {"output=[\"energy_flow\"]"}), {.roads = roads});
    EXPECT_THAT(
        warnings(d),
        ElementsAre("the entropy production is negative: local breaks the second law here"));
    // By equation: local, and none of the others.
    EXPECT_EQ(numbers(d, "warning").front(), 1);
    EXPECT_EQ(std::ranges::count(numbers(d, "warning"), 0.0),
              static_cast<std::ptrdiff_t>(strings(d, "equation").size()) - 1);
  }
}

TEST(Equations, APointWithoutMomentsLeavesItsTileAlone) {
  // Above sqrt(w1 w2) the moments have no equation.
  const Dataset d = run_sweep(parse_model(
      pair("equations = [\"local\"]\noutput = [\"energy_flow\", \"moment_eigenvalues\"]\n"), "p",
      {"sweep={\"coupling.rabi.strength\"={values=[0.1, 0.5, 1.5]}}"}));
  EXPECT_THAT(numbers(d, "failure"), ElementsAre(0, 0, 1));
  EXPECT_FALSE(std::isnan(numbers(d, "energy_flow")[2]));
  EXPECT_TRUE(std::isnan(numbers(d, "energy_flow")[4]));
}

TEST(Equations, MomentsAreNaNWithOptionsThatTheyDoNotKnow) {
  const Dataset d = run_sweep(parse_model(
      pair("equations = [\"local\", { kind = \"local\", label = \"shifted\", lamb_shift = true "
           "}]\noutput = [\"moment_eigenvalues\"]\n"),
      "p"));
  for (const char* part : {"moment_eigenvalues_re", "moment_eigenvalues_im"}) {
    EXPECT_FALSE(std::isnan(numbers(d, part)[0])) << part;
    EXPECT_TRUE(std::isnan(numbers(d, part)[4])) << part;
  }
}

TEST(Plan, DecidesRoadsOnce) {
  const auto roads = [](const std::string& head, Roads allowed = Roads::automatic) {
    std::vector<std::string> names;
    for (const PlannedRoad& planned : make_plan(parse_model(pair(head), "p"), allowed).roads) {
      names.push_back(planned.road->name);
    }
    return names;
  };
  EXPECT_THAT(roads("equations = [\"local\", \"global\"]\n"), ElementsAre("pair"));
  EXPECT_THAT(roads("equations = [\"local\", \"redfield\"]\n"), ElementsAre("pair", "network"));
  EXPECT_THAT(roads("equations = [\"local\", \"universal_lindblad\"]\n"),
              ElementsAre("pair", "density_matrix"));
  EXPECT_THAT(roads("equations = [{ kind = \"global\", lamb_shift = true }]\n"),
              ElementsAre("network"));
  EXPECT_THAT(roads("equations = [\"global\"]\noutput = [\"purity\"]\n"),
              ElementsAre("density_matrix"));
  EXPECT_THAT(roads("equations = [\"global\"]\n", Roads::density_matrix),
              ElementsAre("density_matrix"));
}

}  // namespace
}  // namespace quflux::inline study
