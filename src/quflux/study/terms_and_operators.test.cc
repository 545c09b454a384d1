// Terms of one site, sums of operators in baths, and Hamiltonians that are sums of matrices.

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/files/read_model_file.h"
#include "quflux/model_file/model_file.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"
#include "quflux/study/transition.h"

namespace quflux::inline study {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kFluxQubit = QUFLUX_TESTDATA "/models/flux_qubit_resonator.toml";

Dataset run(const std::string& text, const std::vector<Setting>& settings = {},
            Roads roads = Roads::automatic) {
  return run_sweep(parse_model(text, "model.toml", settings), {.roads = roads});
}

// Jump operators of sz between the eigenstates of the qubit's own Hamiltonian, whose splitting is
// sqrt(0.2^2 + 1): numbers of another program, ten digits.
TEST(Terms, LocalKeepsWhatActsOnOneSite) {
  const Dataset d = run_sweep(read_model_file(kFluxQubit));
  const std::vector<double>& flows = numbers(d, "energy_flow");
  EXPECT_NEAR(flows[0], 0.0041892892, 1e-10);
  EXPECT_NEAR(flows[2], 0.0011908909, 1e-10);
  EXPECT_NEAR(flows[4], 0.0011891733, 1e-10);
}

// The same terms as couplings that act on one site: files that have them mean the same.
TEST(Terms, AreWhatCouplingsOfOneSiteAre) {
  const Study terms = read_model_file(kFluxQubit);
  Study couplings = terms;
  for (const Term& term : terms.model.terms) {
    couplings.model.couplings.push_back(
        {term.name, CouplingKind::operators, {}, {{term.site, term.site_operator}}, term.strength});
  }
  couplings.model.terms.clear();
  EXPECT_EQ(numbers(run_sweep(couplings), "energy_flow"), numbers(run_sweep(terms), "energy_flow"));
}

const std::string kOneSite = R"(
equations = ["local", "global"]
output = ["energy_flow", "populations", "gibbs_distance"]
[[site]]
name = "q"
kind = "two_level"
frequency = 0.0
[[term]]
name = "both"
site = "q"
operator = "sz + sx"
strength = 0.5
[[bath]]
name = "h"
site = "q"
temperature = 0.5
operator = "sx"
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
)";

TEST(Terms, OneSiteAloneThermalises) {
  const Dataset d = run(kOneSite);
  // Trace distances to exp(-H/T)/Z, to rounding.
  for (const double distance : numbers(d, "gibbs_distance")) EXPECT_NEAR(distance, 0, 1e-14);
  for (const double flow : numbers(d, "energy_flow")) EXPECT_NEAR(flow, 0, 1e-16);
}

// Three sites in a row with baths at the ends; `frequency` is that of the one in the middle.
std::string row(const std::string& kind, double frequency, const std::string& more = "") {
  std::string text = "equations = [\"local\", \"global\"]\noutput = [\"energy_flow\"]\n";
  for (const auto& [name, w] :
       {std::pair{"a", 1.0}, std::pair{"b", frequency}, std::pair{"c", 1.0}}) {
    text += fmt::format("[[site]]\nname = \"{}\"\nkind = \"{}\"\nfrequency = {}\n{}", name, kind, w,
                        kind == "oscillator" ? "levels = 3\n" : "");
  }
  for (const char* sites : {"[\"a\", \"b\"]", "[\"b\", \"c\"]"}) {
    text += fmt::format("[[coupling]]\nkind = \"exchange\"\nsites = {}\nstrength = 0.1\n", sites);
  }
  for (const auto& [site, temperature] : {std::pair{"a", 0.3}, std::pair{"c", 0.1}}) {
    text += fmt::format(
        "[[bath]]\nname = \"{0}\"\nsite = \"{0}\"\ntemperature = {1}\nspectral_density = {{ kind = "
        "\"power\", coefficient = 0.01, exponent = 1 }}\n",
        site, temperature);
  }
  return text + more;
}

std::string term(const std::string& op, double strength) {
  return fmt::format("[[term]]\nname = \"d\"\nsite = \"b\"\noperator = \"{}\"\nstrength = {}\n", op,
                     strength);
}

std::string road(const Dataset& d) {
  const auto found = d.attributes.find(kRoad);
  return found == d.attributes.end() ? "" : std::get<std::string>(found->second);
}

void expect_close(const std::vector<double>& a, const std::vector<double>& b, double relative) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_NEAR(a[i], b[i], relative * std::abs(b[i]) + 1e-14) << i;
  }
}

TEST(Terms, ThatShiftAFrequencyStayOnTheFastRoad) {
  for (const std::string kind : {"oscillator", "two_level"}) {
    const Dataset shifted = run(row(kind, 1.2));
    const Dataset by_term = run(row(kind, 1.1, term("n", 0.1)));
    EXPECT_THAT(road(by_term), Not(HasSubstr("density matrix"))) << kind;
    // 1.1 + 0.1 is 1.2 up to rounding.
    expect_close(numbers(by_term, "energy_flow"), numbers(shifted, "energy_flow"), 1e-12);
  }
  const Dataset by_sz = run(row("two_level", 1.1, term("0.5 sz", 0.1)));
  expect_close(numbers(by_sz, "energy_flow"), numbers(run(row("two_level", 1.2)), "energy_flow"),
               1e-12);
}

TEST(Terms, OfAnyOtherKindTakeTheDensityMatrix) {
  EXPECT_THAT(road(run(row("oscillator", 1, term("n n", 0.1)))),
              HasSubstr("since term 'd' is more than a shift of the frequency of its site"));
  EXPECT_THAT(road(run(row("two_level", 1, term("sx", 0.1)))),
              HasSubstr("since term 'd' is more than a shift"));
}

TEST(Terms, AreSweptAndSearched) {
  const std::string text = row("two_level", 1, term("sx", 0.1));
  const Dataset swept = run(text + "[sweep]\n\"term.d.strength\" = { values = [0.1, 0.2] }\n");
  const std::vector<double> last = numbers(run(text, {"term.d.strength=0.2"}), "energy_flow");
  const std::vector<double>& all = numbers(swept, "energy_flow");
  EXPECT_EQ(std::vector(all.end() - static_cast<std::ptrdiff_t>(last.size()), all.end()), last);
}

const std::string kTilted = R"(
equations = ["redfield"]
output = ["energy_flow"]
[[site]]
name = "q"
kind = "two_level"
frequency = 1.0
[[bath]]
name = "h"
site = "q"
temperature = 1.0
operator = "0.6 sx + 0.8 sz"
spectral_density = { kind = "power", coefficient = 0.1, exponent = 1 }
[[bath]]
name = "c"
site = "q"
temperature = 0.3
spectral_density = { kind = "power", coefficient = 0.1, exponent = 1 }
)";

// Numbers of another program, in NumPy.
TEST(BathOperators, AreSums) {
  EXPECT_NEAR(numbers(run(kTilted), "energy_flow")[0], 0.010347340463845, 1e-14);
  std::string listed = kTilted;
  const std::string before = "site = \"q\"\ntemperature = 1.0\noperator = \"0.6 sx + 0.8 sz\"";
  listed.replace(listed.find(before), before.size(),
                 "temperature = 1.0\noperators = [\"q.sx\", \"q.sz\"]\nweights = [0.6, 0.8]");
  EXPECT_NEAR(numbers(run(listed), "energy_flow")[0], 0.010347340463845, 1e-14);
  // Without sz a weight is a factor of the rates, squared.
  const Dataset weighted = run(listed, {"bath.h.weights.1=0"});
  const Dataset slower =
      run(kTilted, {"bath.h.operator=\"sx\"", "bath.h.spectral_density.coefficient=0.036"});
  EXPECT_NEAR(numbers(weighted, "energy_flow")[0], numbers(slower, "energy_flow")[0], 1e-15);
}

std::string unequal(const std::string& kind) {
  std::string text =
      "equations = [\"redfield\", \"partial_secular\", \"global\"]\noutput = [\"energy_flow\"]\n";
  for (const auto& [name, w] : {std::pair{"a", 1.0}, std::pair{"b", 1.2}}) {
    text += fmt::format("[[site]]\nname = \"{}\"\nkind = \"{}\"\nfrequency = {}\n{}", name, kind, w,
                        kind == "oscillator" ? "levels = 6\n" : "");
  }
  const char* density =
      "spectral_density = { kind = \"power\", coefficient = 0.01, exponent = 1 }\n";
  return text +
         "[[bath]]\nname = \"h\"\nsites = [\"a\", \"b\"]\nweights = [1, 0.5]\ntemperature = 1.0\n" +
         density + "[[bath]]\nname = \"c\"\nsite = \"b\"\ntemperature = 0.3\n" + density;
}

TEST(BathOperators, CoupleSitesUnequally) {
  const std::vector<double> flows = numbers(run(unequal("two_level")), "energy_flow");
  EXPECT_NEAR(flows[0], 0.00098699993668731, 1e-14);
  EXPECT_NEAR(flows[2], 0.00098701904655460, 1e-14);
  EXPECT_NEAR(flows[4], 0.00098779518076051, 1e-14);
}

// Oscillators with unequal weights are Gaussian: cold, six levels are nearly all.
TEST(BathOperators, OfOscillatorsNeedNoLevels) {
  const std::vector<Setting> cold{"bath.h.temperature=0.15", "bath.c.temperature=0.05"};
  const Dataset fast = run(unequal("oscillator"), cold);
  EXPECT_THAT(road(fast), HasSubstr("no level cut"));
  // exp(-6/0.15) is 4e-18; the density matrix keeps 1e-16 of rates times energies.
  const std::vector<double> general =
      numbers(run(unequal("oscillator"), cold, Roads::density_matrix), "energy_flow");
  const std::vector<double>& flows = numbers(fast, "energy_flow");
  for (std::size_t i = 0; i < flows.size(); ++i) EXPECT_NEAR(flows[i], general[i], 1e-13);
}

const std::string kMatrices = R"(
equations = ["local", "global"]
output = ["energy_flow"]
[system]
[[system.term]]
name = "splitting"
matrix = [[0, 0], [0, 1]]
strength = 1.0
uncoupled = true
[[system.term]]
name = "bias"
matrix = [[0, 1], [1, 0]]
strength = 0.2
[[bath]]
name = "hot"
operator = [[0, 1], [1, 0]]
temperature = 1.0
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
[[bath]]
name = "cold"
operator = [[1, 0], [0, -1]]
temperature = 0.3
spectral_density = { kind = "power", coefficient = 0.01, exponent = 1 }
)";

TEST(MatrixTerms, AreTheHamiltonianAndAreSwept) {
  const Dataset whole = run(R"(
equations = ["local", "global"]
output = ["energy_flow"]
[system]
hamiltonian = [[0, 0.3], [0.3, 1]]
uncoupled_hamiltonian = [[0, 0], [0, 1]]
)" + kMatrices.substr(kMatrices.find("[[bath]]")));
  const Dataset swept =
      run(kMatrices + "[sweep]\n\"term.bias.strength\" = { values = [0.2, 0.3] }\n");
  const std::vector<double>& all = numbers(swept, "energy_flow");
  const std::vector<double>& one = numbers(whole, "energy_flow");
  expect_close({all.begin() + 4, all.end()}, one, 1e-13);
  expect_close(numbers(run(kMatrices, {"term.bias.strength=0.3"}), "energy_flow"), one, 1e-13);
}

TEST(MatrixTerms, AreSearched) {
  Study study = parse_model(kMatrices, "model.toml");
  study.equations.erase(study.equations.begin() + 1);
  const Transition found = find_transition(study, "term.bias.strength", {0.01, 0.5}, {});
  ASSERT_EQ(found.equations.size(), 1U);
  EXPECT_EQ(found.equations[0].not_searched, "");
}

}  // namespace
}  // namespace quflux::inline study
