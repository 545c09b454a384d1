#include "quflux/study/run_sweep.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/read_model_file.h"
#include "quflux/report/format.h"

namespace quflux::inline study {
namespace {

constexpr const char* kPair = R"(title = "two atoms"
equations = ["local", "global", "partial_secular"]
output = ["energy_flow", "entropy_production", { kind = "specific_flow", over = "coupling.rabi.strength" }, "moment_eigenvalues"]
[[site]]
name = "a1"
kind = "two_level"
frequency = 1.0
[[site]]
name = "a2"
kind = "two_level"
frequency = 1.09
[[coupling]]
name = "rabi"
kind = "exchange"
sites = ["a1", "a2"]
strength = 0.05
[[bath]]
name = "hot"
site = "a2"
temperature = 0.22
spectral_density = { kind = "power", coefficient = 0.04, exponent = 3 }
[[bath]]
name = "cold"
site = "a1"
temperature = 0.2
spectral_density = { kind = "power", coefficient = 0.002, exponent = 3 }
[sweep]
"coupling.rabi.strength" = { above = 0, to = 0.1, points = 5 }
"bath.cold.temperature" = { values = [0.1, 0.2, 0.3] }
)";

Study pair_sweep(const std::vector<std::string>& sweep, const std::string& table = "") {
  std::string text = kPair;
  text.erase(text.find("[sweep]"));
  if (!table.empty()) {
    const std::string density = "{ kind = \"power\", coefficient = 0.002, exponent = 3 }";
    text.replace(text.find(density), density.size(), table);
  }
  for (const std::string& line : sweep) text += line + "\n";
  return parse_model(text, "pair.toml", {}, files_beside("pair.toml"));
}

void expect_same_numbers_on_both_roads(const Study& file) {
  const Dataset fast = run_sweep(file);
  const Dataset general = run_sweep(file, {.roads = Roads::density_matrix});
  ASSERT_EQ(fast.dimensions, general.dimensions);
  for (const Variable& variable : fast.variables) {
    const auto* values = std::get_if<std::vector<double>>(&variable.values);
    if (values == nullptr) continue;
    const std::vector<double>& others = numbers(general, variable.name);
    ASSERT_EQ(values->size(), others.size());
    for (std::size_t i = 0; i < others.size(); ++i) {
      // Flows here are 1e-6 to 1e-4; the density matrix keeps 1e-16 of energies times rates.
      if (std::isnan(others[i])) {
        EXPECT_TRUE(std::isnan((*values)[i])) << variable.name;
      } else {
        EXPECT_NEAR((*values)[i], others[i], 1e-10 * std::abs(others[i]) + 1e-14) << variable.name;
      }
    }
  }
}

TEST(RunSweep, BothRoadsGiveTheSameNumbers) {
  expect_same_numbers_on_both_roads(parse_model(kPair, "pair.toml"));
}

TEST(RunSweep, BothRoadsGiveTheSameNumbersWhateverIsSwept) {
  // The shape of a spectral density changes within a batch.
  expect_same_numbers_on_both_roads(
      pair_sweep({"[sweep]", "\"bath.hot.temperature\" = { values = [0.1, 0.5] }",
                  "\"bath.hot.spectral_density.exponent\" = { values = [1, 2.5, 3] }"}));
  // Zero temperature, reservoirs that do not act, and both.
  expect_same_numbers_on_both_roads(
      pair_sweep({"[sweep]", "\"bath.hot.temperature\" = { values = [0, 0.5] }",
                  "\"bath.hot.spectral_density.coefficient\" = { values = [0, 0.01] }",
                  "\"bath.cold.spectral_density.coefficient\" = { values = [0, 0.01] }"}));
  // More points than a tile and a vector have.
  expect_same_numbers_on_both_roads(
      pair_sweep({"[sweep]", "\"site.a1.frequency\" = { from = 0.5, to = 1.5, points = 47 }",
                  "\"coupling.rabi.strength\" = { from = -0.3, to = 0.3, points = 23 }"}));
  // A baths' order that is not the sites'; one key tied to another.
  expect_same_numbers_on_both_roads(pair_sweep(
      {"[sweep]", "\"bath.cold.spectral_density.coefficient\" = { values = [0.001, 0.1] }",
       "\"bath.hot.spectral_density.coefficient\" = { follow = "
       "\"bath.cold.spectral_density.coefficient\", factor = 2 }"}));
}

// Where a mode of the pair has no energy gap the closed form does not hold; the density matrix
// does.
TEST(RunSweep, PointsThatTheClosedFormDoesNotAllowAreComputedByTheDensityMatrix) {
  const Study file = parse_model(
      kPair, "pair.toml",
      {"coupling.rabi.strength=1.5", "bath.cold.temperature=0.3", "output=[\"energy_flow\"]"});
  const std::vector<double> general =
      numbers(run_sweep(file, {.roads = Roads::density_matrix}), "energy_flow");
  EXPECT_FALSE(std::isnan(general.front()));
  EXPECT_EQ(numbers(run_sweep(file), "energy_flow"), general);
}

TEST(RunSweep, FollowedParametersAreRecorded) {
  const Dataset dataset = run_sweep(pair_sweep(
      {"[sweep]", "\"bath.cold.temperature\" = { values = [0.1, 0.2] }",
       "\"bath.hot.temperature\" = { follow = \"bath.cold.temperature\", factor = 3 }"}));
  const Variable& hot = *find_variable(dataset, "bath.hot.temperature");
  EXPECT_EQ(hot.dimensions, std::vector<std::string>{"bath.cold.temperature"});
  EXPECT_THAT(std::get<std::vector<double>>(hot.values),
              testing::Pointwise(testing::DoubleEq(), std::vector<double>{0.1 * 3, 0.2 * 3}));
}

TEST(RunSweep, MomentEigenvaluesOfRedfieldAreNoneAndLeaveTheRest) {
  const Dataset dataset = run_sweep(parse_model(
      kPair, "pair.toml",
      {"coupling.rabi.strength=0.04", "bath.cold.temperature=0.3", "equations=[\"redfield\"]"}));
  EXPECT_FALSE(std::isnan(numbers(dataset, "energy_flow")[0]));
  EXPECT_TRUE(std::isnan(numbers(dataset, "moment_eigenvalues_re")[0]));
}

// A table is part of the model: its file may have changed since.
TEST(RunSweep, FingerprintsTellTablesRoadsAndOptionsApart) {
  const auto print = [](double value, const std::string& option, Roads roads = Roads::automatic) {
    const auto path = std::filesystem::temp_directory_path() / "quflux_fingerprint_table.dat";
    std::ofstream(path) << "0 0\n1 " << value << "\n2 0.01\n3 0.02\n";
    const Study study =
        pair_sweep({"[sweep]", "\"coupling.rabi.strength\" = { from = 0.01, to = 0.1, points = 5 }",
                    "[options]", option},
                   "{ kind = \"table\", file = \"" + path.string() + "\" }");
    return std::get<std::string>(run_sweep(study, {.roads = roads}).attributes.at("fingerprint"));
  };
  const std::string first = print(0.01, "secular_cutoff = 0.5");
  EXPECT_EQ(print(0.01, "secular_cutoff = 0.5"), first);
  EXPECT_NE(print(0.011, "secular_cutoff = 0.5"), first);
  EXPECT_NE(print(0.01, "secular_cutoff = 0.25"), first);
  EXPECT_NE(print(0.01, "secular_cutoff = 0.5", Roads::density_matrix), first);
}

TEST(RunSweep, LabelsAndOrder) {
  const Study file = parse_model(kPair, "pair.toml");
  const Dataset dataset = run_sweep(file);
  const Variable& flow = *find_variable(dataset, "energy_flow");
  EXPECT_EQ(flow.dimensions,
            (std::vector<std::string>{"coupling.rabi.strength", "bath.cold.temperature", "equation",
                                      "bath"}));
  EXPECT_EQ(strings(dataset, "bath"), (std::vector<std::string>{"hot", "cold"}));
  // The point (0.04, 0.3), partial secular, on its own.
  const Study single = parse_model(kPair, "pair.toml",
                                   {"coupling.rabi.strength=0.04", "bath.cold.temperature=0.3",
                                    "equations=[\"partial_secular\"]"});
  EXPECT_TRUE(single.sweep.axes.empty());
  const Dataset point = run_sweep(single);
  const std::size_t at = ((1 * 3 + 2) * 3 + 2) * 2;
  EXPECT_DOUBLE_EQ(numbers(dataset, "energy_flow")[at], numbers(point, "energy_flow")[0]);
  EXPECT_DOUBLE_EQ(numbers(dataset, "energy_flow")[at + 1], numbers(point, "energy_flow")[1]);
  EXPECT_LT(numbers(point, "energy_flow")[0], 0);  // the cold bath is the warmer one here
  EXPECT_EQ(std::get<std::string>(dataset.attributes.at("model")), kPair);
  EXPECT_EQ(std::get<std::string>(dataset.attributes.at(kFigure)), "map");
  EXPECT_EQ(std::get<std::string>(dataset.attributes.at(kRidge)), dataset.dimensions[1].first);
}

TEST(RunSweep, StoppedHasNoResult) {
  const Study file = parse_model(kPair, "pair.toml");
  const std::atomic<bool> stop{true};
  EXPECT_THROW(run_sweep(file, {.stop = &stop}), Error);
}

constexpr const char* kCommon = R"(title = "dark"
equations = ["global", "redfield"]
output = ["energy_flow"]
[[site]]
name = "a"
kind = "two_level"
frequency = 1.0
[[site]]
name = "b"
kind = "two_level"
frequency = 1.0
[[bath]]
name = "common"
sites = ["a", "b"]
temperature = 0.3
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
[[bath]]
name = "other"
sites = ["a", "b"]
temperature = 0.5
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
[sweep]
"site.b.frequency" = { values = [0.9, 1.0, 1.1] }
)";

TEST(RunSweep, PointsWithoutAnAnswerAreNaNWithTheirReason) {
  const Dataset dataset = run_sweep(parse_model(kCommon, "common.toml"));
  const std::vector<double>& flow = numbers(dataset, "energy_flow");
  for (std::size_t i = 0; i < flow.size(); ++i) {
    EXPECT_EQ(std::isnan(flow[i]), i / 4 == 1) << i;  // two baths, two equations
  }
  ASSERT_FALSE(failure_reasons(dataset).empty());
  EXPECT_THAT(failure_reasons(dataset).front(), testing::HasSubstr("not unique"));
  EXPECT_EQ(numbers(dataset, "failure")[2], 1);
  EXPECT_THAT(to_table(dataset), testing::HasSubstr("not unique"));
  const auto json = nlohmann::json::parse(to_json(dataset));
  EXPECT_THAT(json.at("points")[1].at("equations").at("global").at("failure").get<std::string>(),
              testing::HasSubstr("not unique"));
  EXPECT_TRUE(json.at("points")[0].at("equations").at("global").contains("energy_flow"));
}

TEST(RunSweep, GivesFlowsThatAllStationaryStatesHave) {
  const std::string outputs =
      "equations = [\"global\"]\noutput = [\"energy_flow\", \"occupations\", \"purity\"]\n";
  const std::string flip = R"([[site]]
name = "a"
kind = "two_level"
frequency = 0
[[site]]
name = "b"
kind = "two_level"
frequency = 0
[[coupling]]
kind = "zz"
sites = ["a", "b"]
strength = 0.5
[[bath]]
name = "hot"
site = "a"
temperature = 0.2
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
[[bath]]
name = "cold"
site = "b"
temperature = 0.02
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
)";
  const Dataset dataset = run_sweep(parse_model(outputs + flip, "flip.toml"));
  const std::vector<double>& flow = numbers(dataset, "energy_flow");
  // Each spin flips at the energy +-1 of their bond, which has one population p(+1):
  // J = gamma (n_a - n_b)(1/2)/(n_a + n_b + 1) with gamma = 0.01 and weights of the two states.
  const double n_a = 1 / std::expm1(1 / 0.2);
  const double n_b = 1 / std::expm1(1 / 0.02);
  const double up = n_a + n_b;         // of the rates, over gamma
  const double p = up / (2 * up + 2);  // of the upper energy
  const double expected = 0.01 * (n_a * (1 - p) - (n_a + 1) * p);
  EXPECT_NEAR(flow[0], expected, 1e-12 * expected);
  EXPECT_NEAR(flow[1], -expected, 1e-12 * expected);
  EXPECT_NEAR(numbers(dataset, "occupations")[0], 0.5, 1e-12);
  EXPECT_TRUE(std::isnan(numbers(dataset, "purity")[0]));
  EXPECT_TRUE(failure_reasons(dataset).empty());
  EXPECT_THAT(to_table(dataset), testing::HasSubstr("a.sx b.sx is conserved"));
}

TEST(RunSweep, JsonHasTheDocumentedForm) {
  const auto json = nlohmann::json::parse(to_json(run_sweep(parse_model(kPair, "pair.toml"))));
  EXPECT_EQ(json.at("model"), "two atoms");
  ASSERT_EQ(json.at("points").size(), 15U);
  const auto& point = json.at("points")[0];
  EXPECT_EQ(point.at("parameters").at("coupling.rabi.strength"), 0.02);
  EXPECT_EQ(point.at("parameters").at("bath.cold.temperature"), 0.1);
  const auto& global = point.at("equations").at("global");
  EXPECT_GT(global.at("energy_flow").at("hot").get<double>(), 0);
  EXPECT_GT(global.at("entropy_production").get<double>(), 0);
  EXPECT_EQ(global.at("moment_eigenvalues_re").size(), 4U);
}

TEST(RunSweep, CsvKeepsEveryDigit) {
  const Dataset dataset = run_sweep(parse_model(kPair, "pair.toml"));
  const std::string csv = to_csv(dataset);
  EXPECT_EQ(std::ranges::count(csv, '\n'), 1 + 15 * 3);
  EXPECT_THAT(csv, testing::HasSubstr(fmt::format("{}", numbers(dataset, "energy_flow")[0])));
}

TEST(RunSweep, SaysWhyOutputsAreUndefined) {
  const Study file = pair_sweep({"[sweep]", "\"coupling.rabi.strength\" = { values = [0, 0.05] }",
                                 "\"bath.cold.temperature\" = { values = [0, 0.2] }"});
  for (const Roads roads : {Roads::automatic, Roads::density_matrix}) {
    const Dataset d = run_sweep(file, {.roads = roads});
    const std::string cold = "entropy_production is undefined: a bath has the temperature 0";
    const std::string uncoupled = "specific_flow is undefined: coupling.rabi.strength is 0";
    EXPECT_THAT(warnings(d), testing::ElementsAre(cold + "; " + uncoupled, uncoupled, cold));
    EXPECT_EQ(numbers(d, "warning"), (std::vector<double>{1, 1, 1, 2, 2, 2, 3, 3, 3, 0, 0, 0}));
    EXPECT_TRUE(failure_reasons(d).empty());
  }
}

TEST(RunSweep, RefusesWhatDoesNotFitIntoMemory) {
  Study file = pair_sweep({});
  file.sweep.axes = {
      {"coupling.rabi.strength", std::vector<double>(1'000'000, 0.1)},
      {"bath.cold.temperature", std::vector<double>(1'000'000, 0.1)},
  };
  std::string message = "no error";
  try {
    run_sweep(file);
  } catch (const Error& error) {
    message = error.what();
  }
  EXPECT_THAT(message, testing::HasSubstr("the results of 1000000000000 points need"));
  EXPECT_THAT(message, testing::HasSubstr("GiB are available"));
}

TEST(RunSweep, PrintsNoNegativeZeros) {
  const Study file = pair_sweep({"[sweep]", "\"coupling.rabi.strength\" = { values = [0] }"});
  const Dataset d = run_sweep(file);
  for (const std::string& text : {to_table(d), to_csv(d), to_json(d)}) {
    EXPECT_THAT(text, testing::Not(testing::ContainsRegex("-0[^.0-9]")));
  }
}

std::string toml_matrix(const nlohmann::json& re, const nlohmann::json& im) {
  std::string text = "[";
  for (std::size_t i = 0; i < re.size(); ++i) {
    text += "[";
    for (std::size_t j = 0; j < re.size(); ++j) {
      text += fmt::format("[{:.17e}, {:.17e}],", re[i][j].get<double>(), im[i][j].get<double>());
    }
    text += "],";
  }
  return text + "]";
}

// The eight systems of testdata/general.json, written as model files with explicit matrices.
TEST(RunSweep, MatrixModelFilesAgreeWithTheReference) {
  const nlohmann::json reference = test_data("general.json");
  for (const auto& c : reference.at("cases")) {
    SCOPED_TRACE(c.at("name").get<std::string>());
    std::string text =
        "equations = [\"global\", \"partial_secular\", \"redfield\"]\n"
        "output = [\"energy_flow\", \"density_matrix\", \"min_eigenvalue\"]\n[system]\nhamiltonian "
        "= " +
        toml_matrix(c.at("H_re"), c.at("H_im")) + "\n";
    for (const auto& bath : c.at("baths")) {
      const auto& density = bath.at("spectral_density");
      text += fmt::format("[[bath]]\nname = \"b{}\"\noperator = {}\ntemperature = {}\n",
                          text.size(), toml_matrix(bath.at("S_re"), bath.at("S_im")),
                          bath.at("temperature").get<double>());
      text += "spectral_density = { kind = " + density.at("type").dump() +
              ", coefficient = " + density.at("c").dump();
      if (density.contains("n")) text += ", exponent = " + density.at("n").dump();
      if (density.contains("cutoff")) text += ", cutoff = " + density.at("cutoff").dump();
      text += " }\n";
    }
    const Dataset dataset = run_sweep(parse_model(text, "general.toml"));
    const std::size_t d = c.at("H_re").size();
    const std::size_t baths = c.at("baths").size();
    for (std::size_t e = 0; e < 3; ++e) {
      const std::string& equation = strings(dataset, "equation")[e];
      const auto& expected = c.at("results").at(equation);
      for (std::size_t j = 0; j < baths; ++j) {
        EXPECT_NEAR(numbers(dataset, "energy_flow")[e * baths + j],
                    expected.at("J")[j].get<double>(), 1e-9);
      }
      for (std::size_t i = 0; i < d * d; ++i) {
        EXPECT_NEAR(numbers(dataset, "density_matrix_re")[e * d * d + i],
                    expected.at("rho_re")[i / d][i % d].get<double>(), 1e-9);
        EXPECT_NEAR(numbers(dataset, "density_matrix_im")[e * d * d + i],
                    expected.at("rho_im")[i / d][i % d].get<double>(), 1e-9);
      }
      EXPECT_NEAR(numbers(dataset, "min_eigenvalue")[e],
                  expected.at("min_eigenvalue").get<double>(), 1e-9);
    }
  }
}

}  // namespace
}  // namespace quflux::inline study
