// Phases of hopping: swept, on every road.

#include <algorithm>
#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/testing.h"
#include "quflux/files/read_model_file.h"
#include "quflux/model_file/model_file.h"
#include "quflux/study/loopless_phase.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"
#include "quflux/study/transition.h"

namespace quflux::inline study {
namespace {

using testing::HasSubstr;

using Settings = std::vector<Setting>;

Dataset ring(Settings settings, Roads roads = Roads::automatic) {
  return run_sweep(read_model_file(QUFLUX_TESTDATA "/models/ring_with_flux.toml", settings),
                   {.roads = roads});
}

double largest_difference(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  EXPECT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    largest = std::max(largest, std::abs(a[i] - b[i]));
  }
  return largest;
}

// Three levels each: numbers of another program, in NumPy, to ten and eight digits.
TEST(Phases, RingByTheDensityMatrix) {
  const Dataset d = ring({"equations=[\"redfield\", \"global\"]", "output=[\"energy_flow\"]"},
                         Roads::density_matrix);
  const std::vector<double> expected{0.0012459435, -0.0006611093, -0.0005848343,
                                     0.00125154,   -0.00062577,   -0.00062577};
  const std::vector<double>& flows = numbers(d, "energy_flow");
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_NEAR(flows[i], expected[i], i < 3 ? 1e-10 : 1e-8) << i;
  }
}

// Cold, three levels are nearly all: exp(-0.8/0.07 * 3) is 1e-15.
TEST(Phases, RingWithoutLevelsIsTheRingOfManyLevels) {
  const Settings cold{"bath.a.temperature=0.07", "bath.b.temperature=0.05",
                      "bath.c.temperature=0.05",
                      "equations=[\"local\", \"global\", \"partial_secular\"]",
                      "output=[\"energy_flow\", \"occupations\"]"};
  const Dataset fast = ring(cold);
  const Dataset general = ring(cold, Roads::density_matrix);
  EXPECT_THAT(std::get<std::string>(fast.attributes.at(kRoad)), HasSubstr("no level cut"));
  // Of flows of 1e-7, where the density matrix keeps 1e-16 of energies times rates.
  EXPECT_LT(largest_difference(numbers(fast, "energy_flow"), numbers(general, "energy_flow")),
            1e-15);
  EXPECT_LT(largest_difference(numbers(fast, "occupations"), numbers(general, "occupations")),
            1e-13);
}

TEST(Phases, EveryEquationOfTheRingAnswers) {
  const Dataset d = ring({});
  EXPECT_TRUE(failure_reasons(d).empty());
  const std::vector<double>& flows = numbers(d, "energy_flow");
  for (std::size_t e = 0; e < flows.size() / 3; ++e) {
    EXPECT_NEAR(flows[3 * e] + flows[3 * e + 1] + flows[3 * e + 2], 0, 1e-15);
  }
  // Redfield and the exact flow tell b from c: the flux is a handedness.
  EXPECT_GT(std::abs(flows[10] - flows[11]), 5e-5);
  EXPECT_GT(std::abs(flows[13] - flows[14]), 5e-5);
}

TEST(Phases, AreSwept) {
  const Dataset swept = ring(
      {"sweep={\"coupling.ab.phase\" = { values = [0.7, -1.4] }}", "output=[\"energy_flow\"]"});
  const std::vector<double>& all = numbers(swept, "energy_flow");
  const std::size_t half = all.size() / 2;
  EXPECT_EQ(std::vector(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(half)),
            numbers(ring({"output=[\"energy_flow\"]"}), "energy_flow"));
  // No flux: b and c are alike again for what counts quanta.
  const std::vector<double> none(all.begin() + static_cast<std::ptrdiff_t>(half), all.end());
  for (const std::size_t e : {0U, 1U, 2U}) {
    EXPECT_NEAR(none[3 * e + 1], none[3 * e + 2], 1e-14) << e;
  }
}

std::string row(const std::string& kind, const std::string& equations, const std::string& phase) {
  std::string text = "equations = " + equations + "\noutput = [\"energy_flow\", \"occupations\"]\n";
  for (const auto& [name, w] : {std::pair{"a", 1.0}, std::pair{"b", 1.1}, std::pair{"c", 0.9}}) {
    text += fmt::format("[[site]]\nname = \"{}\"\nkind = \"{}\"\nfrequency = {}\n{}", name, kind, w,
                        kind == "oscillator" ? "levels = 3\n" : "");
  }
  for (const char* sites : {"[\"a\", \"b\"]", "[\"c\", \"b\"]"}) {
    text += fmt::format("[[coupling]]\nkind = \"exchange\"\nsites = {}\nstrength = 0.1\n{}", sites,
                        phase);
  }
  for (const auto& [site, temperature] : {std::pair{"a", 0.6}, std::pair{"c", 0.3}}) {
    text += fmt::format(
        "[[bath]]\nname = \"{0}\"\nsite = \"{0}\"\ntemperature = {1}\nspectral_density = {{ kind = "
        "\"drude\", coefficient = 0.02, cutoff = 4 }}\n",
        site, temperature);
  }
  return text;
}

// In a row a phase goes into the operators: flows are those without it, on every road.
TEST(Phases, WithoutALoopChangeNothing) {
  const auto run = [](const std::string& text, const Settings& settings, Roads roads) {
    return run_sweep(parse_model(text, "row.toml", settings), {.roads = roads});
  };
  const std::string quanta = "[\"local\", \"global\", \"partial_secular\"]";
  const std::string all = "[\"local\", \"global\", \"partial_secular\", \"redfield\", \"exact\"]";
  const Settings exchange{"options.bath_coupling=\"exchange\""};
  struct Case {
    std::string kind, equations;
    Settings settings;
    Roads roads;
    double accuracy;
  };
  // Of flows of 1e-3: rounding, and for the exact flow the integral's.
  for (const Case& c : {Case{"two_level", quanta, {}, Roads::automatic, 1e-16},
                        Case{"two_level", quanta, {}, Roads::density_matrix, 1e-15},
                        Case{"oscillator", quanta, {}, Roads::automatic, 1e-14},
                        Case{"oscillator", quanta, {}, Roads::density_matrix, 1e-13},
                        Case{"oscillator", all, exchange, Roads::automatic, 1e-13}}) {
    SCOPED_TRACE(c.kind + c.equations);
    const Dataset turned = run(row(c.kind, c.equations, "phase = 0.7\n"), c.settings, c.roads);
    const Dataset plain = run(row(c.kind, c.equations, ""), c.settings, c.roads);
    EXPECT_TRUE(failure_reasons(turned).empty());
    EXPECT_LT(largest_difference(numbers(turned, "energy_flow"), numbers(plain, "energy_flow")),
              c.accuracy);
    EXPECT_LT(largest_difference(numbers(turned, "occupations"), numbers(plain, "occupations")),
              1e-9);
  }
}

// A pair of atoms takes another road than its closed form; redfield sees the phase by the
// counter-rotating part of x: numbers of another program, in NumPy.
TEST(Phases, OfAPairOfAtoms) {
  const std::string pair = R"(
equations = ["redfield", "partial_secular", "global", "local"]
output = ["energy_flow"]
[[site]]
name = "a"
kind = "two_level"
frequency = 1.0
[[site]]
name = "b"
kind = "two_level"
frequency = 1.1
[[coupling]]
name = "ab"
kind = "exchange"
sites = ["a", "b"]
strength = 0.2
phase = 0
[[bath]]
name = "a"
site = "a"
temperature = 1.0
spectral_density = { kind = "power", coefficient = 0.1, exponent = 1 }
[[bath]]
name = "b"
site = "b"
temperature = 0.3
spectral_density = { kind = "power", coefficient = 0.1, exponent = 1 }
)";
  const auto flows = [&](const std::string& phase) {
    const Study study = parse_model(pair, "pair.toml", {"coupling.ab.phase=" + phase});
    return numbers(run_sweep(study), "energy_flow");
  };
  const std::vector<double> zero = flows("0");
  const std::vector<double> turned = flows("0.7");
  const std::vector<double> expected{1.44182783412187e-2, 1.44883986450092e-2, 1.65849495707463e-2,
                                     1.61561790633071e-2};
  for (std::size_t e = 0; e < 4; ++e) EXPECT_NEAR(zero[2 * e], expected[e], 1e-14);
  EXPECT_NEAR(turned[0], 1.43919284923270e-2, 1e-14);
  for (std::size_t e = 1; e < 4; ++e) EXPECT_NEAR(turned[2 * e], expected[e], 1e-14);
}

TEST(Phases, AreSearched) {
  Study study = read_model_file(QUFLUX_TESTDATA "/models/ring_with_flux.toml",
                                {"equations=[\"partial_secular\"]"});
  const Transition found = find_transition(study, "coupling.ab.phase", {-1, 1}, {});
  EXPECT_EQ(found.equations.front().not_searched, "");
  EXPECT_EQ(found.equations.front().matrix, EquationMatrix::amplitude);
}

// Without one of its other couplings the ring is a row.
TEST(Phases, WithoutALoopAreNotSearchedWhereNoEigenvalueDependsOnThem) {
  Study study = read_model_file(QUFLUX_TESTDATA "/models/ring_with_flux.toml",
                                {"equations=[\"partial_secular\"]"});
  study.model.couplings.pop_back();
  EXPECT_THAT(error_of([&] {
                find_transition(study, "coupling.ab.phase", {-1, 1}, {});
              }),
              HasSubstr("coupling.ab.phase is the phase of a coupling that no loop holds"));
}

// Two atoms whose coupling has a phase, and two more behind them, coupled by `behind`.
Study four_atoms(const std::string& before, const std::string& behind) {
  std::string text;
  for (const char* name : {"a", "b", "c", "d"}) {
    text += fmt::format("[[site]]\nname = \"{}\"\nkind = \"two_level\"\nfrequency = 1\n", name);
  }
  for (const auto& [sites, kind] : {std::pair{"[\"a\", \"b\"]", before},
                                    {"[\"b\", \"c\"]", std::string("exchange")},
                                    {"[\"c\", \"d\"]", behind}}) {
    text += fmt::format("[[coupling]]\nkind = \"{}\"\nsites = {}\nstrength = 0.1\n", kind, sites);
    if (sites[2] == 'b') text += "name = \"bc\"\nphase = 0\n";
  }
  for (const auto& [site, temperature] : {std::pair{"a", 0.6}, {"d", 0.3}}) {
    text += fmt::format(
        "[[bath]]\nname = \"{0}\"\nsite = \"{0}\"\ntemperature = {1}\nspectral_density = {{ kind = "
        "\"power\", coefficient = 0.02, exponent = 1 }}\n",
        site, temperature);
  }
  return parse_model(text, "four.toml", {"equations=[\"local\"]"});
}

// A turn takes the phase away where one side keeps its quanta, and what the baths of an equation do
// is turned as the other part of x is.
TEST(Phases, WithoutALoopGoIntoTheOperatorsOfSomeEquations) {
  const auto gone = [](const Study& study, const char* of) {
    return is_loopless_phase(study, "coupling.bc.phase", {-1, 1}, equation(of),
                             EquationMatrix::generator);
  };
  const Study row = four_atoms("exchange", "zz");
  for (const char* of : {"local", "global", "partial_secular"}) EXPECT_TRUE(gone(row, of)) << of;
  for (const char* of : {"redfield", "universal_lindblad"}) EXPECT_FALSE(gone(row, of)) << of;
  EXPECT_TRUE(gone(four_atoms("position", "exchange"), "local"));
  EXPECT_TRUE(gone(four_atoms("exchange", "position"), "local"));
  EXPECT_FALSE(gone(four_atoms("position", "position"), "local"));
}

// The same by amplitudes, of redfield by positions and momenta.
TEST(Phases, WithoutALoopGoIntoTheAmplitudesOfSomeEquations) {
  const std::string quanta = row("oscillator", "[\"local\"]", "name = \"g\"\nphase = 0\n");
  const std::string text = quanta.substr(0, quanta.rfind("name = \"g\"\nphase = 0\n")) +
                           quanta.substr(quanta.rfind("phase = 0\n") + 10);
  const Study study = parse_model(text, "row.toml");
  const auto gone = [&](const char* of, const Options& options = {}) {
    return is_loopless_phase(study, "coupling.g.phase", {-1, 1}, equation(of, options),
                             EquationMatrix::amplitude);
  };
  for (const char* of : {"local", "global", "partial_secular"}) EXPECT_TRUE(gone(of)) << of;
  EXPECT_FALSE(gone("redfield"));
  EXPECT_TRUE(gone("redfield", {{"bath_coupling", std::string("exchange")}}));
}

}  // namespace
}  // namespace quflux::inline study
