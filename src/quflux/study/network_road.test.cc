#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "quflux/core/error.h"
#include "quflux/model_file/model_file.h"
#include "quflux/report/format.h"
#include "quflux/report/grades.h"
#include "quflux/study/grade.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {
namespace {

using testing::HasSubstr;

std::string chain(const std::string& kind, int count, const std::string& more = "") {
  const auto bath = [&](const std::string& name, int site, double temperature) {
    return fmt::format(
        "[[bath]]\nname = \"{}\"\nsite = \"c{}\"\ntemperature = {}\nspectral_density = {{ kind = "
        "\"drude\", coefficient = 0.02, cutoff = 5 }}\n",
        name, site, temperature);
  };
  return more +
         fmt::format(
             "[[chain]]\nname = \"c\"\nkind = \"{}\"\ncount = {}\nfrequency = 1\nstrength = "
             "0.05\ndisorder = 0.1\nseed = 3\n",
             kind, count) +
         bath("cold", 1, 0.3) + bath("hot", count, 0.8);
}

TEST(NetworkRoad, AgreesWithTheDensityMatrix) {
  const Study file = parse_model(
      chain("two_level", 4,
            "equations = [\"local\", \"global\", \"partial_secular\", \"redfield\"]\noutput = "
            "[\"energy_flow\", \"occupations\", { kind = \"expectation\", name = \"n2\", operators "
            "= [\"c2.n\"] }, \"entropy_production\", { kind = \"specific_flow\", over = "
            "\"coupling.c1.strength\" }]\n") +
          "[sweep]\n\"coupling.c2.strength\" = { values = [0, 0.02, 0.1] }\n",
      "chain.toml");
  const Dataset fast = run_sweep(file);
  const Dataset general = run_sweep(file, {.roads = Roads::density_matrix});
  EXPECT_EQ(std::get<std::string>(fast.attributes.at(kRoad)),
            "local, global, partial_secular, redfield: solved as a chain of two-level systems of 4 "
            "sites");
  EXPECT_THAT(to_table(fast), HasSubstr("solved as a chain"));
  EXPECT_FALSE(general.attributes.contains(kRoad));
  for (const char* name :
       {"energy_flow", "occupations", "expectation_n2", "entropy_production", "specific_flow"}) {
    const std::vector<double>& a = numbers(fast, name);
    const std::vector<double>& b = numbers(general, name);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (std::isnan(a[i]) && std::isnan(b[i])) continue;
      // The density matrix keeps 1e-16 of energies times rates; specific flows divide by 0.05.
      EXPECT_NEAR(a[i], b[i], 1e-12 + 1e-9 * std::abs(b[i])) << name << " " << i;
    }
  }
}

TEST(NetworkRoad, SaysWhereOscillatorsAreCut) {
  const std::string cut =
      "global: solved by the density matrix (oscillators cut at their levels), ";
  const auto road = [](const std::string& output, Roads roads) {
    const std::string keys = "equations = [\"global\"]\noutput = [\"energy_flow\"" + output + "]\n";
    const Study file = parse_model(chain("oscillator", 2, keys), "chain.toml");
    return std::get<std::string>(run_sweep(file, {.roads = roads}).attributes.at(kRoad));
  };
  EXPECT_EQ(road("", Roads::automatic),
            "global: solved as a network of oscillators (no level cut) of 2 sites");
  EXPECT_EQ(road(", \"purity\"", Roads::automatic),
            cut + "since an output needs the density matrix");
  EXPECT_EQ(road("", Roads::density_matrix), cut + "as was asked for");
}

TEST(NetworkRoad, BondFlowsAndAmplitudes) {
  const Dataset d = run_sweep(parse_model(
      chain("oscillator", 5,
            "equations = [\"local\", \"exact\"]\noutput = [\"energy_flow\", \"bond_flow\", "
            "\"amplitude_eigenvalues\", \"occupations\", \"flow_error\"]\n"),
      "chain.toml"));
  const std::vector<double>& flows = numbers(d, "energy_flow");
  const std::vector<double>& bonds = numbers(d, "bond_flow");
  ASSERT_EQ(bonds.size(), 8U);
  for (std::size_t i = 0; i < bonds.size(); ++i) {
    EXPECT_NEAR(bonds[i], flows[i < 4 ? 0 : 2], 1e-9 * std::abs(flows[1])) << i;
  }
  const std::vector<double>& re = numbers(d, "amplitude_eigenvalues_re");
  const std::vector<double>& im = numbers(d, "amplitude_eigenvalues_im");
  for (std::size_t k = 0; k < 5; ++k) {
    EXPECT_LT(re[k], 0);
    EXPECT_NEAR(im[k], -1, 0.2);
    EXPECT_NEAR(im[5 + k], -1, 0.2);
  }
  EXPECT_TRUE(std::isnan(numbers(d, "flow_error")[0]));
  EXPECT_LT(numbers(d, "flow_error")[1], 1e-10 * flows[3]);
}

// Damping as strong as the frequencies: partial secular leaves [0, 1], on the road of the density
// matrix as well.
std::string negative_occupation(const std::string& keys) {
  return keys +
         "equations = [\"global\", \"partial_secular\"]\n"
         "[[site]]\nname = \"a\"\nkind = \"two_level\"\nfrequency = 1.95\n"
         "[[site]]\nname = \"b\"\nkind = \"two_level\"\nfrequency = 1.26\n"
         "[[site]]\nname = \"c\"\nkind = \"two_level\"\nfrequency = 0.84\n"
         "[[coupling]]\nname = \"ab\"\nkind = \"exchange\"\nsites = [\"a\", \"b\"]\n"
         "strength = 0.355\n"
         "[[coupling]]\nname = \"bc\"\nkind = \"exchange\"\nsites = [\"b\", \"c\"]\n"
         "strength = 1\n"
         "[[bath]]\nname = \"hot\"\nsite = \"a\"\ntemperature = 0.334\n"
         "spectral_density = { kind = \"power\", coefficient = 0.71, exponent = 0.3 }\n"
         "[[bath]]\nname = \"cold\"\nsite = \"c\"\ntemperature = 0.02\n"
         "spectral_density = { kind = \"power\", coefficient = 1.36, exponent = 0.3 }\n"
         "[sweep]\n\"bath.hot.temperature\" = { values = [0.02, 0.334] }\n";
}

TEST(NetworkRoad, SaysWhereOccupationsLeaveTheirBounds) {
  const std::string text =
      "an occupation is outside [0, 1]: the equation does not keep the state positive here; the "
      "entropy production is negative: partial_secular breaks the second law here";
  const Study file = parse_model(
      negative_occupation("output = [\"energy_flow\", \"occupations\"]\n"), "chain.toml");
  const Dataset d = run_sweep(file);
  const std::vector<double>& occupations = numbers(d, "occupations");
  EXPECT_NEAR(occupations[9], -0.0399699259, 1e-9);
  EXPECT_NEAR(numbers(run_sweep(file, {.roads = Roads::density_matrix}), "occupations")[9],
              occupations[9], 1e-9);
  // By temperature and equation.
  EXPECT_EQ(numbers(d, "warning"), (std::vector<double>{0, 0, 0, 1}));
  EXPECT_EQ(warnings(d), std::vector<std::string>{text});
  EXPECT_TRUE(failure_reasons(d).empty());
  EXPECT_THAT(to_table(d), HasSubstr(text));
  EXPECT_THAT(to_csv(d), HasSubstr(",\"" + text + "\"\n"));
  const auto points = nlohmann::json::parse(to_json(d)).at("points");
  EXPECT_EQ(points[1].at("equations").at("partial_secular").at("warning"), text);
  EXPECT_EQ(points[1].at("equations").at("partial_secular").at("occupations")[0], occupations[9]);
  EXPECT_FALSE(points[1].at("equations").at("global").contains("warning"));
}

TEST(NetworkRoad, TheDensityMatrixWarnsAsWell) {
  const Study file = parse_model(negative_occupation("output = [\"energy_flow\"]\n"), "chain.toml");
  const Dataset d = run_sweep(file, {.roads = Roads::density_matrix});
  EXPECT_EQ(numbers(d, "warning"), (std::vector<double>{0, 0, 0, 1}));
  ASSERT_EQ(warnings(d).size(), 1U);
  EXPECT_THAT(warnings(d).front(), HasSubstr("the density matrix has an eigenvalue below 0"));
}

TEST(NetworkRoad, NoRoadHasAnAnswerWhereAModeGrows) {
  // -X has an eigenvalue of +2.96e-6 here, see Chain.AGrowingModeIsNoStationaryState.
  Study file = parse_model(negative_occupation("output = [\"energy_flow\"]\n"), "chain.toml");
  file.sweep = {};
  file.model.sites[0].kind = TwoLevel{1.9497679105848442};
  file.model.sites[1].kind = TwoLevel{1.259476780612907};
  file.model.sites[2].kind = TwoLevel{0.8377890205559355};
  file.model.couplings[0].strength = 0.35466182;
  file.model.baths[0].temperature = 0.333946;
  file.model.baths[0].spectral_density = PowerLaw{0.70988, 0.3};
  file.model.baths[1].temperature = 0.0183156;
  file.model.baths[1].spectral_density = PowerLaw{1.357955, 0.3};
  for (const Roads roads : {Roads::automatic, Roads::density_matrix}) {
    const Dataset d = run_sweep(file, {.roads = roads});
    EXPECT_EQ(numbers(d, "failure"), (std::vector<double>{0, 1}));
    EXPECT_THAT(failure_reasons(d).front(), HasSubstr("there is no stationary state"));
    EXPECT_TRUE(std::isnan(numbers(d, "energy_flow")[2]));
  }
}

TEST(NetworkRoad, WarnsOfStatesThatAreNotShown) {
  const Dataset d =
      run_sweep(parse_model(negative_occupation("output = [\"energy_flow\"]\n"), "chain.toml"));
  EXPECT_EQ(warnings(d).size(), 1U);
  const Dataset none =
      run_sweep(parse_model(chain("two_level", 4, "equations = [\"global\"]\n"), "chain.toml"));
  EXPECT_EQ(find_variable(none, "warning"), nullptr);
}

std::string message(const std::string& text) {
  try {
    run_sweep(parse_model(text, "chain.toml"));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string spins(const std::string& keys, const std::string& coupling, int count, double frequency,
                  double coefficient = 0.01) {
  std::string text = "output = [\"energy_flow\", \"flow_digits\"]\n" + keys;
  for (int i = 0; i < count; ++i) {
    text += fmt::format("[[site]]\nname = \"s{}\"\nkind = \"two_level\"\nfrequency = {}\n", i,
                        frequency);
  }
  for (int i = 0; i + 1 < count; ++i) {
    text += fmt::format("[[coupling]]\nkind = \"{}\"\nsites = [\"s{}\", \"s{}\"]\nstrength = 0.1\n",
                        coupling, i, i + 1);
  }
  for (const int end : {0, count - 1}) {
    text += fmt::format(
        "[[bath]]\nname = \"b{0}\"\nsite = \"s{0}\"\ntemperature = {1}\n"
        "spectral_density = {{ kind = \"power\", coefficient = {2}, exponent = 1 }}\n",
        end, end == 0 ? 0.5 : 0.3, coefficient);
  }
  return text;
}

constexpr const char* kFour =
    "equations = [\"local\", \"global\", \"partial_secular\", \"redfield\"]\n";

// Without fields the product of all sx is conserved, and flows are the same in all states.
TEST(NetworkRoad, FlowsThatAreTheSameInAllStationaryStates) {
  for (const auto& [coupling, count] :
       {std::pair("exchange", 2), std::pair("exchange", 4), std::pair("position", 2),
        std::pair("position", 3), std::pair("position", 4)}) {
    const Study file = parse_model(spins(kFour, coupling, count, 0), "spins.toml");
    const Dataset fast = run_sweep(file);
    const Dataset general = run_sweep(file, {.roads = Roads::density_matrix});
    EXPECT_TRUE(failure_reasons(fast).empty()) << coupling << count;
    EXPECT_TRUE(failure_reasons(general).empty()) << coupling << count;
    ASSERT_FALSE(warnings(fast).empty());
    EXPECT_THAT(warnings(fast).front(), HasSubstr("s0.sx s1.sx"));
    EXPECT_THAT(warnings(fast).front(), HasSubstr("is conserved"));
    for (std::size_t k = 0; k < 8; ++k) {
      const double flow = numbers(general, "energy_flow")[k];
      EXPECT_NEAR(numbers(fast, "energy_flow")[k], flow, 1e-11 * std::abs(flow));
    }
  }
}

TEST(NetworkRoad, RoundingIsNoFlowAndBreaksNoLaw) {
  const Dataset d =
      run_sweep(parse_model(spins("equations = [\"redfield\"]\n", "exchange", 3, 0), "spins.toml"));
  EXPECT_EQ(numbers(d, "energy_flow"), (std::vector<double>{0, 0}));
  EXPECT_TRUE(std::isnan(numbers(d, "flow_digits")[0]));
  EXPECT_THAT(warnings(d), testing::ElementsAre(HasSubstr("no digit of the flows is left")));
}

// Fields of 1e-11 take the two modes apart, by less than degeneracy_tolerance.
TEST(NetworkRoad, TakesTheDensityMatrixWhereMomentsHaveTooFewDigits) {
  for (const int count : {2, 3}) {
    for (const double frequency : {1e-9, 1e-11}) {
      const Study file = parse_model(spins(kFour, "exchange", count, frequency), "spins.toml");
      const Dataset fast = run_sweep(file);
      const Dataset general = run_sweep(file, {.roads = Roads::density_matrix});
      for (std::size_t e = 0; e < 4; ++e) {
        const double digits = numbers(general, "flow_digits")[e];
        if (std::isnan(digits) || std::isnan(numbers(fast, "flow_digits")[e])) continue;
        const double flow = numbers(general, "energy_flow")[2 * e];
        EXPECT_GE(numbers(fast, "flow_digits")[e], 9);
        EXPECT_NEAR(numbers(fast, "energy_flow")[2 * e], flow,
                    std::abs(flow) * std::pow(10, 1 - digits));
      }
    }
  }
}

// Partial secular and global scale, the others see rounding alone.
TEST(NetworkRoad, FlowsOfRatesBelowTheRoundingOfTheEnergies) {
  const auto result = [](double coefficient) {
    return run_sweep(parse_model(spins(kFour, "exchange", 7, 1, coefficient), "spins.toml"));
  };
  const Dataset weak = result(1e-8);
  const Dataset weaker = result(1e-30);
  const std::vector<double>& flows = numbers(weaker, "energy_flow");
  for (const std::size_t e : {1U, 2U}) {
    const double expected = numbers(weak, "energy_flow")[2 * e];
    EXPECT_NEAR(flows[2 * e] * 1e22, expected, 1e-9 * expected);
  }
  for (const std::size_t e : {0U, 3U}) EXPECT_TRUE(std::isnan(flows[2 * e]));
  EXPECT_THAT(failure_reasons(weaker).front(), HasSubstr("too far below the energies"));
}

// Weak links in the middle leave few digits of the state, which is refined whatever is asked for.
TEST(NetworkRoad, StatesDoNotDependOnWhatElseIsAskedFor) {
  const std::string text =
      chain("two_level", 4, "equations = [\"local\", \"redfield\"]\noutput = [\"populations\"]\n") +
      "[sweep]\n\"coupling.c1.strength\" = { values = [1e-6] }\n\"coupling.c3.strength\" = { "
      "follow = \"coupling.c1.strength\" }\n";
  Study study = parse_model(text, "chain.toml");
  const SweepOptions general{.roads = Roads::density_matrix};
  const std::vector<double> alone = numbers(run_sweep(study, general), "populations");
  study.outputs.push_back(make_observable("energy_flow"));
  EXPECT_EQ(numbers(run_sweep(study, general), "populations"), alone);
}

// A bath so weak that moments leave no occupations: a small chain has them in the density matrix,
// a longer one says so.
TEST(NetworkRoad, SaysWhereOccupationsAreLost) {
  const auto weak = [](int count) {
    return parse_model(
        chain("two_level", count, "equations = [\"local\"]\noutput = [\"occupations\"]\n") +
            "[sweep]\n\"coupling.c1.strength\" = { values = [1e-7] }\n"
            "\"bath.cold.spectral_density.coefficient\" = { values = [1e-12] }\n",
        "chain.toml");
  };
  const Dataset fast = run_sweep(weak(2));
  const Dataset general = run_sweep(weak(2), {.roads = Roads::density_matrix});
  for (std::size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(numbers(fast, "occupations")[i], numbers(general, "occupations")[i]);
    EXPECT_TRUE(std::isfinite(numbers(fast, "occupations")[i]));
  }
  EXPECT_EQ(warnings(fast).size(), 0);
  const Dataset long_chain = run_sweep(weak(8));
  EXPECT_TRUE(std::isnan(numbers(long_chain, "occupations")[0]));
  EXPECT_THAT(to_table(long_chain), HasSubstr("damped so slowly"));
}

TEST(NetworkRoad, SaysThatModesAreTooClose) {
  const Dataset d = run_sweep(
      parse_model(spins("equations = [\"redfield\"]\n", "exchange", 8, 1e-11), "spins.toml"));
  ASSERT_EQ(failure_reasons(d).size(), 1U);
  EXPECT_THAT(failure_reasons(d).front(), HasSubstr("no bath damps a combination of the 2 modes"));
  EXPECT_THAT(failure_reasons(d).front(), HasSubstr("which degeneracy_tolerance does not tell"));
}

TEST(NetworkRoad, SaysWhyALargeModelHasNoRoad) {
  const std::string global = "equations = [\"global\"]\n";
  EXPECT_EQ(message(chain("two_level", 30, global)), "no error");
  EXPECT_EQ(message(chain("two_level", 30, "equations = [\"redfield\"]\n")), "no error");
  EXPECT_THAT(message(chain("two_level", 30, global + "output = [\"purity\"]\n")),
              HasSubstr("an output needs the density matrix"));
  std::string inner = chain("two_level", 30, global);
  inner.replace(inner.find("\"c30\""), 5, "\"c15\"");
  EXPECT_THAT(message(inner), HasSubstr("bath 'hot' is at the inner two-level system 'c15'"));
  EXPECT_THAT(message(chain("two_level", 3, "equations = [\"exact\"]\n")),
              HasSubstr("no exact current for this model"));
}

TEST(Grade, FindsWhereEquationsHold) {
  const Study file = parse_model(
      chain("oscillator", 2, "equations = [\"local\"]\n[options]\nlamb_shift = true\n") +
          "[sweep]\n\"coupling.c1.strength\" = { values = [0.0005, 0.01, 0.2] }\n",
      "chain.toml");
  Study resonant = file;
  for (Site& site : resonant.model.sites) site.kind = Oscillator{1, 2};
  const Dataset grades = grade(resonant);
  const std::vector<double>& errors = numbers(grades, "relative_error");
  ASSERT_EQ(errors.size(), 12U);
  EXPECT_GT(errors[1], 1);     // global at weak coupling
  EXPECT_LT(errors[2], 0.1);   // partial secular there, at rates of 0.02
  EXPECT_GT(errors[8], 0.01);  // local at strong coupling
  EXPECT_LT(errors[9], errors[8]);
  const std::string text = grades_in_words(grades);
  EXPECT_THAT(text, HasSubstr("By coupling.c1.strength:"));
  EXPECT_THAT(text, HasSubstr("global"));
  EXPECT_EQ(std::get<std::string>(grades.attributes.at(kFigure)), "grades");
}

TEST(Grade, SaysWhyANoiseIsNotKnown) {
  Study study = parse_model(chain("oscillator", 2, "equations = [\"local\"]\n"), "chain.toml");
  study.model.sites[0].kind = Oscillator{1, 2};
  const auto silent = [](const Dataset& grades) {
    return std::get<std::string>(grades.attributes.at("noise_failures"));
  };
  // Moments of a and a^+ are mixed by those alone that keep all pairs of frequencies.
  EXPECT_THAT(silent(grade(study)), testing::Not(HasSubstr("global")));
  for (Coupling& coupling : study.model.couplings) coupling.kind = CouplingKind::position;
  const Dataset grades = grade(study);
  EXPECT_THAT(silent(grades), HasSubstr("global: the moments <a_l^+ a_k> close without"));
  EXPECT_THAT(grades_in_words(grades), HasSubstr("The noise is not known of\nlocal: "));
  EXPECT_THAT(grades_as_json(grades), HasSubstr("\"noise_failures\": {"));
}

TEST(Grade, SaysTheRegionsOfTwoKeys) {
  Study file = parse_model(
      chain("oscillator", 2, "equations = [\"local\"]\n[options]\nlamb_shift = true\n") +
          "[sweep]\n\"site.c2.frequency\" = { values = [1.0, 1.3] }\n"
          "\"coupling.c1.strength\" = { values = [0.0005, 0.05] }\n",
      "chain.toml");
  file.model.sites[0].kind = Oscillator{1, 2};
  const Dataset grades = grade(file);
  const std::string text = grades_in_words(grades);
  EXPECT_THAT(text,
              HasSubstr("Within 1% at these coupling.c1.strength, for each site.c2.frequency"));
  // At rates of 0.02 the global equation holds on resonance at strong coupling alone.
  const std::vector<double>& errors = numbers(grades, "relative_error");
  for (const std::size_t far : {1U, 9U, 13U}) EXPECT_GT(errors[far], 0.01);
  EXPECT_LE(errors[5], 0.01);
  EXPECT_THAT(text, testing::ContainsRegex("\n *1  nowhere  0\\.05 "));
  EXPECT_THAT(text, testing::ContainsRegex("\n *1\\.3  nowhere  nowhere "));
  EXPECT_EQ(std::get<std::string>(grades.attributes.at(kFigure)), "grades");
}

}  // namespace
}  // namespace quflux::inline study
