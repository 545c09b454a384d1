// Derivatives of the models of examples/ by every number, beside differences of flows.

#include "quflux/study/response.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/numerics/extrapolated_difference.h"
#include "quflux/study/point.h"
#include "quflux/study/slopes.h"

namespace quflux::inline study {
namespace {

Study stationary(const std::filesystem::path& file) {
  Study study = read_model_file(file);
  study.sweep = {};
  study.course.reset();
  study.outputs = {make_observable("energy_flow")};
  return study;
}

RealVector flows(const Study& study) {
  const std::vector<double> all = PointSolver(study, Roads::density_matrix).solve().front();
  return RealVector::Map(all.data(), static_cast<Eigen::Index>(all.size()));
}

// The steps are small against rates, the smallest scale on which flows change.
ExtrapolatedDifference differences(Study study, const std::string& key) {
  double& number = parameter(study.model, key);
  const double value = number;
  const double step = key.starts_with("bath.") ? 0.02 * std::abs(value) : 2e-4;
  return extrapolated_difference(
      [&](double x) {
        number = x;
        return flows(study);
      },
      value, step);
}

// What rounding leaves in equilibrium, where flows and most derivatives vanish.
constexpr double kVanishing = 1e-15;

constexpr Eigen::Index kLargest = 16;  // dimensions, for the time it takes

TEST(StudyResponse, OfExamplesIsThatOfDifferences) {
  int compared = 0;
  for (const auto& entry : std::filesystem::directory_iterator(QUFLUX_EXAMPLES)) {
    if (entry.path().extension() != ".toml") continue;
    const Study file = stationary(entry.path());
    if (!dimension_obstacle(file.model).empty() || dimension(file.model) > kLargest) continue;
    for (const Equation& equation : file.equations) {
      Study study = file;
      study.equations = {equation};
      if (!adjoint_obstacle({study, study.model, equation, Roads::density_matrix}).empty())
        continue;
      if (entry.path().stem() == "common_bath_dark_state") continue;  // more than one state
      SCOPED_TRACE(entry.path().string() + " " + equation.label);
      const Dataset found = response(study, {}, Roads::density_matrix);
      const std::vector<std::string>& keys = strings(found, "key");
      const RealVector values = flows(study);
      for (std::size_t k = 0; k < keys.size(); ++k) {
        if (numbers(found, "failure")[k] != 0) continue;
        // Differences have no room below a temperature or a coefficient of zero.
        if (keys[k].starts_with("bath.") && numbers(found, "value")[k] == 0) continue;
        const auto [expected, error] = differences(study, keys[k]);
        const RealVector slopes = RealVector::Map(
            numbers(found, "d_energy_flow").data() + k * static_cast<std::size_t>(values.size()),
            values.size());
        const double size = expected.cwiseAbs().maxCoeff() + values.cwiseAbs().maxCoeff();
        EXPECT_LE((slopes - expected).cwiseAbs().maxCoeff(),
                  std::max({1e-8 * size, 3 * error, kVanishing}))
            << keys[k] << ": " << slopes.transpose() << " for " << expected.transpose();
        EXPECT_LE(error, std::max(1e-6 * size, kVanishing)) << keys[k];
        ++compared;
      }
    }
  }
  EXPECT_GT(compared, 250);
}

TEST(StudyResponse, SaysWhatIsNotKnown) {
  const auto reason = [](const std::string& example, const char* name) -> std::string {
    Study study = read_model_file(QUFLUX_EXAMPLES "/" + example);
    study.equations = {equation(name)};
    try {
      response(study);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(reason("spin_boson_turnover.toml", "heom"),
              testing::HasSubstr("the flows of heom are known to a tolerance"));
  EXPECT_THAT(reason("chain_of_1000_atoms.toml", "local"),
              testing::HasSubstr("numbers are too many; name up to 8 of them"));
  EXPECT_THAT(reason("pulse.toml", "local"), testing::HasSubstr("drives change numbers"));
}

TEST(StudyResponse, OfEquationsThatDoNotFitIsTheReason) {
  Study study = stationary(QUFLUX_EXAMPLES "/turnover_by_all_methods.toml");
  study.equations = {equation("exact"), equation("redfield"), equation("reaction_coordinate")};
  const std::string key = "site.spin.frequency";
  std::size_t told = 0;
  const Dataset found =
      response(study, {key}, Roads::automatic, {}, [&](std::size_t n) { told += n; });
  EXPECT_EQ(told, response_size(study, {key}));
  EXPECT_THAT(numbers(found, "failure"), testing::ElementsAre(1, 0, 2));
  EXPECT_THAT(
      std::get<std::string>(find_variable(found, "failure")->attributes.at("failure_reasons")),
      testing::MatchesRegex("there is no exact current for this model: .*\nthe flows of "
                            "reaction_coordinate are known to a tolerance.*"));
  const std::vector<double>& slopes = numbers(found, "d_energy_flow");
  EXPECT_TRUE(std::isnan(slopes[0]));
  study.equations = {equation("redfield")};
  EXPECT_EQ(slopes[2], numbers(response(study, {key}), "d_energy_flow")[0]);
  study.equations = {equation("exact")};
  EXPECT_THROW(response(study, {key}), Error);
}

// Which knows flows, and no occupations.
TEST(StudyResponse, OfBlipsIsThatOfTheirFlows) {
  Study study = stationary(QUFLUX_EXAMPLES "/spin_boson_blip.toml");
  study.equations = {equation("niba")};
  const std::string key = "bath.hot.temperature";
  const Dataset found = response(study, {key});
  for (const double occupation : numbers(found, "d_occupations"))
    EXPECT_TRUE(std::isnan(occupation));
  double& temperature = parameter(study.model, key);
  const double own = temperature;
  const auto at = [&](double change) {
    temperature = own + change;
    return PointSolver(study).solve().front()[0];
  };
  constexpr double kStep = 1e-3;
  // By differences of the fourth order, whose error is the step to the fourth.
  const double slope =
      (8 * (at(kStep) - at(-kStep)) - (at(2 * kStep) - at(-2 * kStep))) / (12 * kStep);
  EXPECT_NEAR(numbers(found, "d_energy_flow")[0], slope, 1e-10 * std::abs(slope));
}

// Two oscillators that are so cold that a few levels are enough.
Study cold_oscillators(const char* name) {
  Study study;
  study.equations = {equation(name)};
  study.model.sites = {{"a", Oscillator{1, 6}}, {"b", Oscillator{1.05, 6}}};
  study.model.couplings = {{"ab", CouplingKind::exchange, {"a", "b"}, {}, 0.05, std::nullopt}};
  study.model.baths = {
      {.name = "hot", .sites = {"a"}, .temperature = 0.15, .spectral_density = Drude{0.05, 3}},
      {.name = "cold", .sites = {"b"}, .temperature = 0.1, .spectral_density = Drude{0.02, 5}}};
  return study;
}

TEST(StudyResponse, OfModesIsThatOfTheDensityMatrix) {
  for (const char* name : {"local", "global", "partial_secular", "redfield"}) {
    const Study study = cold_oscillators(name);
    const Dataset found = response(study);
    const Dataset exact = response(study, {}, Roads::density_matrix);
    for (const char* variable : {"d_energy_flow", "d_occupations"}) {
      const std::vector<double>& slopes = numbers(found, variable);
      const std::vector<double>& expected = numbers(exact, variable);
      ASSERT_EQ(slopes.size(), expected.size());
      const double size = std::abs(
          *std::ranges::max_element(expected, {}, [](double slope) { return std::abs(slope); }));
      for (std::size_t i = 0; i < slopes.size(); ++i) {
        // Ten digits of flows are left in differences of steps of some hundredth.
        EXPECT_NEAR(slopes[i], expected[i], 1e-8 * size) << name << " " << variable;
      }
    }
    for (const double error : numbers(exact, "d_error")) EXPECT_EQ(error, 0);
  }
}

// All energies together make the flow grow by their square: Euler's theorem.
TEST(StudyResponse, OfTheExactCurrentIsHomogeneous) {
  const Dataset found =
      response(cold_oscillators("exact"), {}, Roads::automatic, {.occupations = false});
  const std::vector<std::string>& keys = strings(found, "key");
  double sum = 0;
  double error = 0;
  for (std::size_t k = 0; k < keys.size(); ++k) {
    EXPECT_EQ(numbers(found, "failure")[k], 0) << keys[k];
    if (keys[k].ends_with("coefficient")) continue;  // no energy
    const double value = numbers(found, "value")[k];
    sum += value * numbers(found, "d_energy_flow")[2 * k];
    error += value * numbers(found, "d_error")[k];
  }
  const double flow = numbers(found, "energy_flow")[0];
  EXPECT_LE(std::abs(sum - 2 * flow), 3 * error);
  EXPECT_LE(error, 1e-7 * std::abs(flow));
}

// At given tiers and exponentials: all energies times x give flows times x^2.
TEST(StudyResponse, OfOneHierarchyIsHomogeneous) {
  Study study;
  study.equations = {equation("heom")};
  study.equations[0].options = {{"depth", 3.0}, {"exponentials", 5.0}, {"tolerance", 1e-2}};
  study.model.sites = {{"spin", TwoLevel{1}}};
  study.model.baths = {
      {.name = "hot", .sites = {"spin"}, .temperature = 1, .spectral_density = Drude{0.02, 3}},
      {.name = "cold", .sites = {"spin"}, .temperature = 0.5, .spectral_density = Drude{0.03, 4}}};
  const std::vector<std::string> energies{
      "site.spin.frequency", "bath.hot.temperature", "bath.cold.temperature",
      "bath.hot.spectral_density.cutoff", "bath.cold.spectral_density.cutoff"};
  const Dataset found = response(study, energies);
  const std::vector<double>& slopes = numbers(found, "d_energy_flow");
  double sum = 0;
  for (std::size_t k = 0; k < energies.size(); ++k) {
    sum += parameter(study.model, energies[k]) * slopes[2 * k];
    EXPECT_LT(numbers(found, "d_error")[k], 1e-7);
  }
  const double flow = numbers(found, "energy_flow")[0];
  EXPECT_NEAR(sum, 2 * flow, 1e-6 * std::abs(flow));
}

}  // namespace
}  // namespace quflux::inline study
