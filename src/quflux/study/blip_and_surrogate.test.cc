// The equations niba and surrogate as model files ask for them.

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/testing.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/write_model.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

const std::string kBrownian =
    "{ kind = \"brownian\", coupling = 1.0, frequency = 3.0, width = 1.0 }";

std::string spin(const std::string& head, const std::string& hot = kBrownian,
                 const std::string& more_of_cold = "") {
  return head + "\n[[site]]\nname = \"spin\"\nkind = \"two_level\"\nfrequency = 1.0\n" +
         "[[bath]]\nname = \"hot\"\nsite = \"spin\"\ntemperature = 2.0\nspectral_density = " + hot +
         "\n[[bath]]\nname = \"cold\"\nsite = \"spin\"\ntemperature = 1.0\nspectral_density = " +
         kBrownian + "\n" + more_of_cold;
}

Dataset run(const std::string& text) { return run_sweep(parse_model(text, "spin.toml")); }

std::string reason(const std::string& text) {
  const std::vector<std::string> reasons = failure_reasons(run(text));
  return reasons.empty() ? "" : reasons.front();
}

TEST(Niba, HasTheFlowsOfTheReference) {
  const Dataset d = run(spin(
      "equations = [\"niba\", \"redfield\"]\noutput = [\"energy_flow\", \"pointer_populations\", "
      "\"pointer_rates\", \"flow_error\", \"flow_digits\"]"));
  constexpr double kFlow = 0.03306012496929303;
  EXPECT_NEAR(numbers(d, "energy_flow")[0], kFlow, 1e-9 * kFlow);
  EXPECT_NEAR(numbers(d, "pointer_rates")[1], 0.2448710094957178, 1e-9);
  EXPECT_NEAR(numbers(d, "pointer_populations")[0], 0.5, 1e-12);
  EXPECT_TRUE(std::isnan(numbers(d, "pointer_populations")[2]));
  EXPECT_TRUE(std::isnan(numbers(d, "flow_error")[0]));
  EXPECT_GT(numbers(d, "flow_digits")[0], 11);
}

TEST(Niba, SaysWhatItDoesNotKnow) {
  const std::string niba = "equations = [\"niba\"]\noutput = [\"energy_flow\"]";
  EXPECT_THAT(reason(spin(niba, "{ kind = \"power\", coefficient = 0.1, exponent = 1 }")),
              HasSubstr("bath 'hot': the lineshape function of a power law without a cutoff"));
  EXPECT_THAT(reason(spin(niba, "{ kind = \"power\", coefficient = 0.1, exponent = 0.5 }")),
              HasSubstr("bath 'hot': the reorganisation energy of a power law without a cutoff"));
  EXPECT_THAT(reason(spin(niba, kBrownian, "operator = \"sz\"\n")),
              HasSubstr("'hot' and 'cold' couple along different axes"));
  const std::string second = "[[site]]\nname = \"b\"\nkind = \"two_level\"\nfrequency = 1\n";
  EXPECT_THAT(error_of([&] { run(spin(niba, kBrownian, second)); }),
              HasSubstr("one two-level system, and this one has 4 states"));
  const std::string pump =
      "[[lindblad]]\nname = \"p\"\nsite = \"spin\"\noperator = \"sp\"\nrate = 1\n";
  EXPECT_THAT(error_of([&] { run(spin(niba, kBrownian, pump)); }), HasSubstr("no [[lindblad]]"));
  EXPECT_THAT(error_of([&] { run(spin("equations = [\"niba\"]\noutput = [\"populations\"]")); }),
              HasSubstr("but no density matrix"));
}

const std::string kGiven =
    "given_modes = [{ bath = \"hot\", frequency = 1.0, coupling = 0.2, rate = 0.3 }, { bath = "
    "\"cold\", frequency = 1.0, coupling = 0.2, rate = 0.3 }]\n";

TEST(Surrogate, TakesModesFromTheModelFile) {
  const std::string text =
      spin(
          "equations = [\"surrogate\", { kind = \"surrogate\", label = \"swaps\", solver = "
          "\"stochastic\" }]\noutput = [\"energy_flow\", \"flow_error\"]\n[surrogate]\n" +
          kGiven) +
      "[sweep]\n\"bath.cold.temperature\" = { values = [0.5, 2.0] }\n";
  const Study study = parse_model(text, "spin.toml");
  const Dataset d = run_sweep(study);
  const std::vector<double>& flows = numbers(d, "energy_flow");  // by point, equation and bath
  const std::vector<double>& errors = numbers(d, "flow_error");
  constexpr double kFlow = 0.017479290214192107;
  EXPECT_NEAR(flows[0], kFlow, 1e-7 * kFlow);
  EXPECT_NEAR(flows[2], kFlow, 3 * errors[1]);
  EXPECT_GT(errors[1], 1e-4);  // of 100,000 swaps
  EXPECT_LE(std::abs(flows[4]), errors[2]);
  // What is written is what was read.
  EXPECT_EQ(write_model(parse_model(write_model(study), "again.toml")), write_model(study));
}

TEST(Surrogate, FindsNothingAtEqualTemperaturesBeyondItsError) {
  for (const std::string kind : {"two_level", "boson"}) {
    const Dataset d = run(spin("equations = [{ kind = \"surrogate\", mode_kind = \"" + kind +
                                   "\" }]\noutput = [\"energy_flow\", \"flow_error\"]",
                               "{ kind = \"drude\", coefficient = 0.1, cutoff = 2.0 }") +
                          "[sweep]\n\"bath.hot.temperature\" = { values = [1.0] }\n");
    EXPECT_GT(std::abs(numbers(d, "energy_flow")[0]), 1e-9);  // it leaks
    EXPECT_LE(std::abs(numbers(d, "energy_flow")[0]), numbers(d, "flow_error")[0]);
    EXPECT_LE(std::abs(numbers(d, "energy_flow")[0] + numbers(d, "energy_flow")[1]),
              1e-9 * std::abs(numbers(d, "energy_flow")[0]));
  }
}

TEST(Surrogate, SaysWhatIsWrong) {
  const auto message = [](const std::string& options, const std::string& output = "energy_flow") {
    return error_of([&] {
      run(spin("equations = [\"surrogate\"]\noutput = [\"" + output + "\"]\n[surrogate]\n" +
               options));
    });
  };
  EXPECT_THAT(
      message("given_modes = [{ bath = \"warm\", frequency = 1, coupling = 1, rate = 1 }]\n"),
      HasSubstr("names bath 'warm', which the model does not have"));
  EXPECT_THAT(
      message("given_modes = [{ bath = \"hot\", frequency = 1, coupling = 1, rate = 1 }]\n"),
      HasSubstr("has none for bath 'cold'"));
  EXPECT_THAT(message("given_modes = [{ bath = \"hot\", frequency = -1, coupling = 1, rate = 1 }]"),
              HasSubstr("frequency"));
  EXPECT_THAT(message("modes = 6\n"), HasSubstr("8192 states; up to 512"));
  EXPECT_THAT(message("solver = \"stochastic\"\n", "populations"), HasSubstr("deterministic"));
  EXPECT_THAT(message("solver = \"stochastic\"\nmode_kind = \"boson\"\n"),
              HasSubstr("swaps two-level modes"));
  // What would say nothing.
  EXPECT_THAT(message("levels = 5\n"), HasSubstr("two-level modes have two"));
  EXPECT_THAT(message("modes = 2\n" + kGiven), HasSubstr("leave one of them out"));
}

TEST(Surrogate, RefusesBathsThatFewModesCannotFollow) {
  const auto message = [](const std::string& density, const std::string& options = "") {
    return error_of([&] {
      run(spin("equations = [\"surrogate\"]\noutput = [\"energy_flow\"]\n[surrogate]\n" + options,
               density));
    });
  };
  const std::string sub = "{ kind = \"power\", coefficient = 0.1, exponent = 0.5, cutoff = 5 }";
  const std::string bare = "{ kind = \"power\", coefficient = 0.1, exponent = 1 }";
  EXPECT_THAT(message(sub), HasSubstr("bath 'hot': gamma(w)/w of w^0.5 diverges"));
  EXPECT_THAT(message(bare), HasSubstr("bath 'hot': w^1 without a cutoff"));
  // Modes that are given need no fit.
  const std::string given =
      "equations = [\"surrogate\"]\noutput = [\"energy_flow\"]\n[surrogate]\n" + kGiven;
  EXPECT_EQ(reason(spin(given, sub)), "");
  EXPECT_EQ(reason(spin(given, bare)), "");
}

TEST(Surrogate, TellsHowFarModesAreOff) {
  const std::string surrogate =
      "equations = [\"surrogate\"]\noutput = [\"energy_flow\", \"flow_error\"]\n";
  // Of given modes by their rates, which are not those of the baths here.
  const Dataset given = run(spin(surrogate + "[surrogate]\n" + kGiven));
  EXPECT_THAT(warnings(given), Contains(HasSubstr("the rates of 'given_modes' are")));
  EXPECT_GT(numbers(given, "flow_error")[0], 0.1 * std::abs(numbers(given, "energy_flow")[0]));
  // Of baths that go on where no mode is fitted.
  const auto beyond = [&](const std::string& cutoff) {
    return warnings(
        run(spin(surrogate, "{ kind = \"drude\", coefficient = 0.01, cutoff = " + cutoff + " }")));
  };
  EXPECT_THAT(beyond("30.0"),
              Contains(HasSubstr("bath 'hot' up to w = 10, beyond which it has 79 %")));
  EXPECT_THAT(beyond("3.0"), Not(Contains(HasSubstr("beyond which"))));
}

}  // namespace
}  // namespace quflux::inline study
