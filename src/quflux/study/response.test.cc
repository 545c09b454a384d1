// Derivatives of the models of examples/ by every number, beside differences of flows.

#include "quflux/study/response.h"

#include <cmath>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/method/master_equation/testing.h"
#include "quflux/study/point.h"

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
Difference differences(Study study, const std::string& key) {
  double& number = parameter(study.model, key);
  const double value = number;
  const double step = key.starts_with("bath.") ? 0.02 * std::abs(value) : 2e-4;
  return difference(
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
      if (!response_obstacle(study, equation, Roads::density_matrix).empty()) continue;
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
  const auto reason = [](const char* example, Roads roads) -> std::string {
    try {
      response(stationary(std::string(QUFLUX_EXAMPLES "/") + example), {}, roads);
    } catch (const Error& error) {
      return error.what();
    }
    return "no error";
  };
  EXPECT_THAT(reason("coupled_oscillators.toml", Roads::automatic),
              testing::HasSubstr("global solves a chain or network without a cut of their levels"));
  EXPECT_EQ(reason("coupled_oscillators.toml", Roads::density_matrix), "no error");
  EXPECT_THAT(reason("disordered_chain.toml", Roads::automatic),
              testing::HasSubstr("the derivatives of exact are not known"));
  EXPECT_THAT(reason("chain_of_1000_atoms.toml", Roads::automatic),
              testing::HasSubstr("up to 64 dimensions"));
}

}  // namespace
}  // namespace quflux::inline study
