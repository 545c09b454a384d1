#include "quflux/study/swept_levels.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"
#include "quflux/study/families.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {
namespace {

// An atom and an oscillator, which no closed form takes.
constexpr const char* kCavity = R"(equations = ["global", "redfield"]
output = ["energy_flow", { kind = "expectation", name = "photons", operators = ["cavity.n"] },
          { kind = "mutual_information", sites = ["atom"] }]
[[site]]
name = "atom"
kind = "two_level"
frequency = 1.0
[[site]]
name = "cavity"
kind = "oscillator"
frequency = 1.1
levels = 6
[[coupling]]
name = "g"
kind = "position"
sites = ["atom", "cavity"]
strength = 0.05
[[bath]]
name = "hot"
site = "atom"
temperature = 0.5
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
[[bath]]
name = "cold"
site = "cavity"
temperature = 0.3
spectral_density = { kind = "power", coefficient = 0.02, exponent = 1 }
)";

constexpr const char* kLevels = "site.cavity.levels";

Study study_of(const std::string& more, const std::vector<Setting>& settings = {}) {
  return parse_model(kCavity + more, "cavity.toml", settings, files_beside("cavity.toml"));
}

// All numbers of the outputs, point after point.
std::vector<double> numbers_of(const Study& study) {
  const Dataset dataset = run_sweep(study);
  std::vector<double> all;
  const std::size_t points = grid_size(study);
  for (std::size_t p = 0; p < points; ++p) {
    for (const Variable& variable : dataset.variables) {
      if (!is_output(variable)) continue;
      const auto& values = std::get<std::vector<double>>(variable.values);
      const std::size_t each = values.size() / points;
      const auto first = values.begin() + static_cast<std::ptrdiff_t>(p * each);
      all.insert(all.end(), first, first + static_cast<std::ptrdiff_t>(each));
    }
  }
  return all;
}

std::string message_of(const Study& study) {
  try {
    run_sweep(study);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(SweptLevels, GiveTheNumbersOfModelsWithSoManyLevels) {
  for (const bool in_time : {false, true}) {
    const std::string course =
        in_time ? "[time]\nvalues = [0, 3, 10]\n[initial]\natom = \"excited\"\ncavity = 1\n" : "";
    std::vector<double> expected;
    for (const int levels : {2, 5, 3}) {
      for (const double strength : {0.05, 0.1}) {
        const Study one = study_of(course, {fmt::format("{}={}", kLevels, levels),
                                            fmt::format("coupling.g.strength={}", strength)});
        const std::vector<double> own = numbers_of(one);
        expected.insert(expected.end(), own.begin(), own.end());
      }
    }
    // The same to the last bit: nothing of a dimension is left where another one comes.
    EXPECT_EQ(
        numbers_of(study_of(course + "[sweep]\n\"site.cavity.levels\" = {values = [2, 5, 3]}\n"
                                     "\"coupling.g.strength\" = {values = [0.05, 0.1]}\n")),
        expected);
  }
}

TEST(SweptLevels, MayFollowThoseOfAnotherSite) {
  const std::string other = R"([[site]]
name = "mode"
kind = "oscillator"
frequency = 0.9
levels = 2
[[coupling]]
name = "h"
kind = "exchange"
sites = ["cavity", "mode"]
strength = 0.02
)";
  std::vector<double> expected = numbers_of(study_of(other, {"site.cavity.levels=3"}));
  const std::vector<double> more =
      numbers_of(study_of(other, {"site.cavity.levels=4", "site.mode.levels=3"}));
  expected.insert(expected.end(), more.begin(), more.end());
  const std::string sweep = other +
                            "[sweep]\n\"site.cavity.levels\" = {values = [3, 4]}\n"
                            "\"site.mode.levels\" = {follow = \"site.cavity.levels\", ";
  EXPECT_EQ(numbers_of(study_of(sweep + "offset = -1}\n")), expected);
  EXPECT_EQ(message_of(study_of(sweep + "factor = 0.5}\n")),
            "where site.cavity.levels = 3, site.mode.levels = 1.5: levels are whole numbers from 2 "
            "to 8192");
}

TEST(SweptLevels, AreRefusedWhereAnythingHasAnotherShapeOrPlace) {
  const std::string sweep = "[sweep]\n\"site.cavity.levels\" = {values = [3, 4]}\n";
  EXPECT_EQ(message_of(study_of(sweep, {"output=[\"populations\"]"})),
            "where site.cavity.levels = 4: populations has another shape than where "
            "site.cavity.levels = 3; leave it out, or sweep no levels");
  EXPECT_EQ(
      message_of(study_of(sweep + "[time]\nto = 1\n[initial]\ncavity = 3\n")),
      "where site.cavity.levels = 3: site 'cavity' is to be in level 3; it has levels 0 to 2");
  EXPECT_EQ(message_of(study_of("[[coupling]]\nkind = \"operators\"\nstrength = 0.1\n"
                                "operators = [\"cavity.ad\", \"cavity.ad\"]\n",
                                {"sweep.site.cavity.levels={values=[3, 2]}"})),
            "where site.cavity.levels = 2: the product cavity.ad cavity.ad is zero; nothing is "
            "left of it");
}

TEST(SweptLevels, AreNoNumberOfWhatIsSmooth) {
  EXPECT_THROW(model_at(study_of(""), kLevels, 3), Error);
  EXPECT_EQ(model_at(study_of(""), "coupling.g.strength", 0.2).couplings[0].strength, 0.2);
}

}  // namespace
}  // namespace quflux::inline study
