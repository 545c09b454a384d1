#include "quflux/study/transition.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/testing.h"
#include "quflux/exceptional/continuation.h"
#include "quflux/exceptional/decoupled_blocks.h"
#include "quflux/files/read_model_file.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/bond_spectrum.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/model/check_model.h"
#include "quflux/model_file/model_file.h"
#include "quflux/report/transition.h"
#include "quflux/study/families.h"

namespace quflux::inline study {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kCoupling = "coupling.rabi.strength";

// The parameters of Fig. 1 of the paper.
Study fig1(const std::vector<Setting>& settings = {}) {
  return read_model_file(QUFLUX_PAPER "/fig1.toml", settings);
}

const EquationTransition& of(const Transition& transition, const std::string& equation) {
  return *std::ranges::find(transition.equations, equation, &EquationTransition::equation);
}

// Of the flow and of the coherences, which come behind.
std::ptrdiff_t count(const EquationTransition& transition, RelaxationKind kind) {
  return std::ranges::count(transition.points, kind, &TransitionPoint::kind);
}

std::optional<double> marker(const EquationTransition& transition, const std::string& name) {
  const auto found = std::ranges::find(transition.markers, name, &TransitionMarker::name);
  EXPECT_NE(found, transition.markers.end()) << name;
  return found->value;
}

TEST(Transition, OfFigure1) {
  const Transition transition = find_transition(fig1(), kCoupling, {0, 0.04});
  const EquationTransition& local = of(transition, "local");
  EXPECT_TRUE(local.complete);
  ASSERT_EQ(count(local, RelaxationKind::flow), 1);
  // Two at one coupling, and a mirrored pair far off the axis.
  ASSERT_EQ(count(local, RelaxationKind::coherence), 4);
  EXPECT_NEAR(*marker(local, "coherence_exceptional_point"), 0.0097377659050424362, 1e-12);
  EXPECT_NEAR(local.points[0].parameters[0], 0.00970780116655856, 1e-12);
  EXPECT_EQ(local.points[0].parameters[1], 0);
  EXPECT_THAT(local.points[0].jordan_blocks, ElementsAre(2));
  EXPECT_THAT(local.points[0].cycles, ElementsAre(2));
  EXPECT_NEAR(local.points[0].branch_exponent, 0.5, 1e-6);
  EXPECT_NEAR(*marker(local, "exceptional_point"), 0.00970780116655856, 1e-12);
  EXPECT_FALSE(marker(local, "complex_exceptional_point_re"));
  EXPECT_FALSE(marker(local, "splitting_inflection"));

  const EquationTransition& ps = of(transition, "partial_secular");
  EXPECT_TRUE(ps.complete);
  ASSERT_EQ(count(ps, RelaxationKind::flow), 1);
  EXPECT_NEAR(ps.points[0].parameters[0], 0.00969723083052334502, 1e-12);
  EXPECT_NEAR(ps.points[0].parameters[1], 0.000301948963255277, 1e-12);
  EXPECT_FALSE(marker(ps, "exceptional_point"));
  // The splitting rises most steeply where the point casts its shadow, within its height.
  ASSERT_TRUE(marker(ps, "splitting_inflection"));
  EXPECT_NEAR(*marker(ps, "splitting_inflection"), 0.009697, 3e-4);

  const EquationTransition& global = of(transition, "global");
  EXPECT_EQ(global.points.size(), 0U);
  for (const EquationTransition* equation : {&local, &ps}) {
    // 2 sqrt(Omega^2 - Omega_EP^2) = g_1 + g_2 in the local equation.
    ASSERT_TRUE(marker(*equation, "splitting_equals_width"));
    EXPECT_NEAR(*marker(*equation, "splitting_equals_width"), 0.01447, 2e-4);
  }
}

TEST(Transition, PartialSecularHasNothingElseUpToCouplingsBeyondTheFrequency) {
  const Study file = fig1();
  const auto family =
      analytic_amplitude_family(file, kCoupling, {0, 0.04}, equation("partial_secular"));
  ASSERT_TRUE(family);
  // A box that is not symmetric, so that no mirror image comes for free.
  const ExceptionalSearch found =
      find_exceptional_points(*family, Box{{-1.21, 1.2}, {-1.22, 1.205}});
  EXPECT_TRUE(found.complete);
  std::vector<std::array<double, 2>> places;
  for (const ExceptionalPoint& point : found.points) {
    if (std::hypot(point.parameters[0], point.parameters[1]) < 1.2) {
      places.push_back(point.parameters);
    }
  }
  // One point and its mirror image at zero, X(-Omega) being similar to X(Omega); those mirrored at
  // the real axis belong to the complex conjugate of X.
  ASSERT_EQ(places.size(), 2U);
  for (const double sign : {-1.0, 1.0}) {
    const auto& [re, im] = places[sign < 0 ? 0 : 1];
    EXPECT_NEAR(re, sign * 0.00969723083052334502, 1e-10);
    EXPECT_NEAR(std::abs(im), 0.000301948963255277, 1e-10);
  }
  EXPECT_LT(places[0][1] * places[1][1], 0);
}

TEST(Transition, PartialSecularHasARealPointInThePlaneOfCouplingAndDetuning) {
  const Study file = fig1();
  const auto family = [&](double coupling, double detuning) -> Matrix {
    const Study detuned = fig1({fmt::format("site.a2.frequency={:.17g}", 1 - detuning)});
    return amplitude_family(detuned, kCoupling, equation("partial_secular"))(coupling);
  };
  const ExceptionalSearch found =
      find_exceptional_points(family, Box{{0.001, 0.02}, {-0.005, 0.0051}});
  EXPECT_TRUE(found.complete);
  ASSERT_EQ(found.points.size(), 1U);
  EXPECT_NEAR(found.points[0].parameters[0], 0.00968876662152, 1e-10);
  EXPECT_NEAR(found.points[0].parameters[1], 0.00060290962285, 1e-10);
}

TEST(Transition, TheGeneratorHasOtherJordanBlocksAtTheSamePlace) {
  Study file = fig1({"equations=[\"local\"]"});
  const Transition transition =
      find_transition(file, kCoupling, {0.008, 0.012}, {.matrix = EquationMatrix::generator});
  const EquationTransition& local = of(transition, "local");
  EXPECT_EQ(local.matrix, EquationMatrix::generator);
  EXPECT_TRUE(local.complete);
  // Coherences between states that differ by one excitation do not close on X and have points of
  // order 2 of their own nearby.
  const auto moments = std::ranges::find(local.points, 4, &ExceptionalPoint::multiplicity);
  ASSERT_NE(moments, local.points.end());
  EXPECT_NEAR(moments->parameters[0], 0.00970780116655856, 1e-12);
  EXPECT_EQ(moments->parameters[1], 0);
  EXPECT_THAT(moments->jordan_blocks, ElementsAre(3, 1));
  EXPECT_THAT(moments->cycles, ElementsAre(2, 1, 1));
  EXPECT_NEAR(moments->branch_exponent, 0.5, 1e-4);
  for (const ExceptionalPoint& point : local.points) {
    if (point.multiplicity == 4) continue;
    EXPECT_THAT(point.jordan_blocks, ElementsAre(2));
    // The generator set up in 40 digits from its definition.
    EXPECT_NEAR(point.parameters[0], 0.0097377659050424362, 1e-12);
    EXPECT_NEAR(std::abs(point.eigenvalue.imag()), 1, 1e-12);
  }
}

TEST(Transition, GoesOnWhereAnEquationHasNoAnswer) {
  Study study = fig1();
  study.equations = {equation("local"),
                     equation("redfield", {{"bath_coupling", std::string("exchange")}})};
  const Transition transition = find_transition(study, kCoupling, {0, 0.04});
  EXPECT_FALSE(of(transition, "local").points.empty());
  EXPECT_THAT(of(transition, "redfield").not_searched, HasSubstr("bath_coupling"));
}

TEST(Transition, SaysThatTheExactCurrentHasNoGenerator) {
  Study study = fig1();
  study.equations = {equation("local"), equation("exact")};
  const Transition transition = find_transition(study, kCoupling, {0, 0.04});
  EXPECT_THAT(of(transition, "exact").not_searched,
              HasSubstr("known for networks of oscillators, not two-level systems"));
  EXPECT_FALSE(of(transition, "local").points.empty());
  // What follows a search does not ask the exact current for a matrix, either.
  const Dataset dataset = to_dataset(study, transition);
  EXPECT_EQ(std::get<std::string>(dataset.attributes.at(kFigure)), "transition");
  EXPECT_EQ(std::get<double>(dataset.attributes.at("to")), 0.04);
}

TEST(Transition, TheContinuedEquationOfTheMomentsHasMirroredPoints) {
  // -(X (x) 1 + 1 (x) Xbar) with Xbar(p) = conj(X(conj p)): off the real axis, two eigenvalues meet
  // two times over at the point of X and at that of Xbar.
  const auto x =
      *analytic_amplitude_family(fig1(), kCoupling, {0, 0.04}, equation("partial_secular"));
  const Matrix one = Matrix::Identity(2, 2);
  const AnalyticFamily moments = [&](Complex p) -> Matrix {
    return -(kron(x(p), one) + kron(one, x(std::conj(p)).conjugate()));
  };
  const ExceptionalSearch found =
      find_exceptional_points(moments, Box{{0.0085, 0.0111}, {-0.001, 0.0012}});
  EXPECT_TRUE(found.complete);
  ASSERT_EQ(found.points.size(), 4U);
  for (const ExceptionalPoint& point : found.points) {
    EXPECT_NEAR(point.parameters[0], 0.00969723083052334502, 1e-12);
    EXPECT_NEAR(std::abs(point.parameters[1]), 0.000301948963255277, 1e-12);
    EXPECT_THAT(point.jordan_blocks, ElementsAre(2));
    EXPECT_THAT(point.cycles, ElementsAre(2));
  }
}

TEST(Transition, NamesEquationsWithTooLargeGeneratorsAndSearchesTheOthers) {
  const std::string oscillators = QUFLUX_TESTDATA "/models/two_oscillators.toml";
  const TransitionOptions generators{.matrix = EquationMatrix::generator};
  const Study both =
      read_model_file(oscillators, {"equations=[\"partial_secular\", \"redfield\"]"});
  const Transition transition =
      find_transition(both, "coupling.k.strength", {0.005, 0.03}, generators);
  const EquationTransition& redfield = of(transition, "redfield");
  // Three levels: products of an even number of quanta, half of 9 x 9.
  EXPECT_THAT(redfield.not_searched, HasSubstr("41 x 41"));
  EXPECT_FALSE(redfield.complete);
  EXPECT_EQ(redfield.points.size(), 0U);
  EXPECT_TRUE(marker(redfield, "optimal_coupling"));
  EXPECT_THAT(of(transition, "partial_secular").not_searched, testing::IsEmpty());

  const Study alone = read_model_file(oscillators, {"equations=[\"redfield\"]"});
  EXPECT_THROW(find_transition(alone, "site.a.frequency", {0.9, 1.1}, generators), Error);
}

// Without quanta from the baths, the n-th rung of the ladder of an atom in a cavity decays by
// itself: its two states become one at |gamma_a - gamma_c|/(4 sqrt(n)), however many levels there
// are above.
TEST(Transition, OfAnAtomInACavityListsWhatTheCutDoesNotChange) {
  const auto at_levels = [](const std::string& levels) {
    const Study study = read_model_file(QUFLUX_TESTDATA "/models/atom_in_cold_cavity.toml",
                                        {"site.cavity.levels=" + levels});
    return find_transition(study, kCoupling, {0.001, 0.02}).equations.front();
  };
  const EquationTransition few = at_levels("3");
  const auto has = [](const EquationTransition& found, double coupling, double accuracy) {
    return std::ranges::any_of(found.points, [&](const ExceptionalPoint& point) {
      return std::abs(point.parameters[0] - coupling) <= accuracy;
    });
  };
  EXPECT_TRUE(has(few, 0.0075, 1e-12));
  EXPECT_TRUE(has(few, 0.0075 / std::sqrt(2), 1e-12));
  // The third rung is whole at the finer cut only.
  EXPECT_FALSE(has(few, 0.0075 / std::sqrt(3), 1e-6));
  ASSERT_EQ(few.remarks.size(), 2U);
  EXPECT_THAT(few.remarks[0], HasSubstr("cavity cut at 3 and at 4 levels"));
  EXPECT_THAT(few.remarks[1], HasSubstr("not there at the other"));
  const EquationTransition more = at_levels("4");
  EXPECT_TRUE(has(more, 0.0075 / std::sqrt(3), 1e-12));
  for (const ExceptionalPoint& point : few.points) {
    EXPECT_TRUE(has(more, point.parameters[0], 1e-8)) << point.parameters[0];
  }
}

TEST(Transition, SearchesTheLargestCutsThatItCan) {
  const Study study = read_model_file(QUFLUX_TESTDATA "/models/atom_in_cold_cavity.toml",
                                      {"site.cavity.levels=20", "equations=[\"redfield\"]"});
  const Transition transition = find_transition(study, kCoupling, {0.001, 0.02});
  const EquationTransition& redfield = transition.equations.front();
  // Four levels: products of an even number of quanta, half of 8 x 8.
  EXPECT_EQ(redfield.not_searched, "");
  ASSERT_FALSE(redfield.remarks.empty());
  EXPECT_THAT(redfield.remarks[0], HasSubstr("cut at 3 and at 4 levels, the most"));
  // 40 states are too many to look for the optimum, too.
  EXPECT_THAT(redfield.remarks.back(), HasSubstr("40 states"));
  EXPECT_THAT(to_text(transition), HasSubstr("40 states"));
  EXPECT_THAT(to_json(transition), HasSubstr("40 states"));
}

// The textbook exceptional points of a driven qubit next to resonance, from the discriminant of its
// cubic polynomial in 40 digits.
TEST(Transition, OfAQubitNextToResonanceHasThreePoints) {
  const auto found_at = [](const std::string& detuning) {
    const Study study = read_model_file(QUFLUX_TESTDATA "/models/near_degenerate_qubit.toml",
                                        {"site.q.frequency=" + detuning});
    return find_transition(study, "term.drive.strength", {0, 0.5}).equations.front();
  };
  for (const std::string detuning : {"1e-6", "1e-7", "3e-8", "1e-8"}) {
    const EquationTransition found = found_at(detuning);
    EXPECT_TRUE(found.complete) << detuning;
    ASSERT_EQ(found.points.size(), 3U) << detuning;
    for (const ExceptionalPoint& point : found.points) {
      EXPECT_THAT(point.jordan_blocks, ElementsAre(2)) << detuning;
      EXPECT_NEAR(point.branch_exponent, 0.5, 1e-2) << detuning;
    }
  }
  const EquationTransition found = found_at("1e-7");
  // The square of the point is known to the rounding of the matrix over the detuning, 1e-9.
  EXPECT_NEAR(found.points[0].parameters[0], 1.5811386719702828e-4, 1e-11);
  EXPECT_NEAR(found.points[1].parameters[0], 0.12500000000001, 1e-12);
  EXPECT_NEAR(found.points[2].parameters[0], 0, 1e-11);
  EXPECT_NEAR(found.points[2].parameters[1], 1.5811389881980e-4, 1e-11);
}

TEST(Transition, SaysWhyThereIsNoAmplitudeMatrix) {
  const Study study = read_model_file(QUFLUX_TESTDATA "/models/two_oscillators.toml", {});
  const auto reason = [&](const char* name) {
    return matrix_obstacle(study, equation(name), EquationMatrix::amplitude);
  };
  EXPECT_EQ(reason("redfield"), "");
  EXPECT_THAT(reason("exact"), HasSubstr("baths of the exact current have a memory"));
  EXPECT_THAT(reason("universal_lindblad"), HasSubstr("not solved by amplitudes"));
}

TEST(Transition, AlongOtherParameters) {
  // The rate of the hot bath that makes the coupling exceptional: |g_1 - g_2| = 2 Omega.
  const Transition transition =
      find_transition(fig1(), "bath.hot.spectral_density.coefficient", {0.02, 0.06});
  const EquationTransition& local = of(transition, "local");
  ASSERT_EQ(count(local, RelaxationKind::flow), 1);
  const Study there = fig1({fmt::format("bath.hot.spectral_density.coefficient={:.17g}",
                                        local.points[0].parameters[0])});
  const auto coupling =
      exceptional_coupling(require_pair(there.model).pair, pair::pair_equation("local"));
  EXPECT_NEAR(coupling->parameter.real(), 0.01, 1e-12);
  const EquationTransition& ps = of(transition, "partial_secular");
  EXPECT_GT(ps.height, 0);
  ASSERT_EQ(count(ps, RelaxationKind::flow), 1);
  EXPECT_GT(ps.points[0].parameters[1], 0);
}

// g_j = gamma_j (n_j + 1/2), and Omega_c^2 = (g_1^2 + g_2^2)/2 on resonance.
TEST(Transition, TheSpectrumOfTheFlowGetsTwoMaximaBeyondTheExceptionalPoint) {
  const Transition transition = find_transition(fig1({}), kCoupling, {0.001, 0.1});
  const EquationTransition& local = of(transition, "local");
  EXPECT_NEAR(*marker(local, "two_maxima"), 0.014463372549151917, 1e-14);
  EXPECT_NEAR(*marker(local, "exceptional_point"), 0.00970780116655856, 1e-12);
  const auto& others = of(transition, "partial_secular").markers;
  EXPECT_EQ(std::ranges::find(others, "two_maxima", &TransitionMarker::name), others.end());
  EXPECT_FALSE(
      marker(of(find_transition(fig1({}), kCoupling, {0.02, 0.1}), "local"), "two_maxima"));
}

// The same with g_j = gamma_j/2.
TEST(Transition, TheSpectrumOfTheFlowOfTwoOscillatorsGetsTwoMaxima) {
  const double g1 = 0.002 / 2;
  const double g2 = 0.0004 / 2;
  Study study{{}, {equation("local"), equation("exact")}, {}, {make_observable("energy_flow")}};
  add_site(study.model, {"a", Oscillator{1, 2}});
  add_site(study.model, {"b", Oscillator{1, 2}});
  add_coupling(study.model, {"c", CouplingKind::exchange, {"a", "b"}, {}, 0.01});
  for (const auto& [site, c] : {std::pair{"a", 2 * g1}, {"b", 2 * g2}}) {
    add_bath(study.model, {.name = site + std::string("_bath"),
                           .sites = {site},
                           .temperature = 0.2,
                           .spectral_density = PowerLaw{c, 1, std::nullopt}});
  }
  const Transition transition = find_transition(study, "coupling.c.strength", {0.0001, 0.01});
  EXPECT_NEAR(*marker(of(transition, "local"), "two_maxima"), std::sqrt((g1 * g1 + g2 * g2) / 2),
              1e-14);
  // Without a cutoff there is no exact flow.
  EXPECT_FALSE(marker(of(transition, "exact"), "two_maxima"));
}

// Two oscillators of one frequency at wide Drude baths that damp their amplitudes by g.
Study drude_oscillators(double g1, double g2) {
  const Options options{{"bath_coupling", std::string("exchange")},
                        {"self_energy", std::string("dissipative")}};
  Study study{{}, {equation("exact", options)}, {}, {make_observable("energy_flow")}};
  add_site(study.model, {"a", Oscillator{1, 2}});
  add_site(study.model, {"b", Oscillator{1, 2}});
  add_coupling(study.model, {"c", CouplingKind::exchange, {"a", "b"}, {}, 0.01});
  for (const auto& [site, g] : {std::pair{"a", g1}, {"b", g2}}) {
    add_bath(study.model, {.name = site + std::string("_bath"),
                           .sites = {site},
                           .temperature = site == std::string("a") ? 0.3 : 0.2,
                           .spectral_density = Drude{2 * g * (1 + 1 / 400.0), 20}});
  }
  return study;
}

// Maxima of the spectrum at 801 frequencies.
int maxima_of_flow(Study study, double coupling) {
  study.model.couplings[0].strength = coupling;
  std::vector<double> nu;
  for (int k = -400; k <= 400; ++k) nu.push_back(1 + 3 * coupling * k / 400);
  const RealVector flow =
      bond_spectrum(study.equations.front(), study.model, &Road::flow_spectrum, 0, nu);
  int count = 0;
  for (Eigen::Index k = 1; k + 1 < flow.size(); ++k) {
    if (flow(k) > flow(k - 1) && flow(k) >= flow(k + 1)) ++count;
  }
  return count;
}

// What of the quanta and rates varies over a line of width g moves the coupling at which its maxima
// part by the power 2/3 of g: with weaker rates it tends to that of constant ones.
TEST(Transition, TheSpectrumOfTheExactFlowGetsTwoMaxima) {
  std::vector<double> apart;
  for (const double weak : {1.0, 1.0 / 8}) {
    const double g1 = 1e-3 * weak;
    const double g2 = 2e-4 * weak;
    const Study study = drude_oscillators(g1, g2);
    const Transition transition =
        find_transition(study, "coupling.c.strength", {1e-5 * weak, 0.003 * weak});
    const std::optional<double> found = marker(transition.equations.front(), "two_maxima");
    ASSERT_TRUE(found);
    EXPECT_EQ(maxima_of_flow(study, *found * 0.97), 1);
    EXPECT_EQ(maxima_of_flow(study, *found * 1.03), 2);
    apart.push_back(std::abs(*found / std::sqrt((g1 * g1 + g2 * g2) / 2) - 1));
  }
  EXPECT_LT(apart[0], 0.05);
  EXPECT_NEAR(apart[1] / apart[0], 0.25, 0.05);
}

TEST(Transition, OfManyDimensionsSaysWhatIsKnown) {
  std::string text = "equations = [\"partial_secular\"]\n";
  for (int k = 0; k < 7; ++k) {
    text += fmt::format("[[site]]\nname = \"a{}\"\nkind = \"two_level\"\nfrequency = 1\n", k);
    if (k == 0) continue;
    text += fmt::format(
        "[[coupling]]\nname = \"g{0}\"\nkind = \"zz\"\nsites = [\"a{1}\", \"a{0}\"]\nstrength = "
        "0.1\n",
        k, k - 1);
  }
  text +=
      "[[bath]]\nname = \"h\"\nsite = \"a0\"\ntemperature = 1\nspectral_density = { kind = "
      "\"power\", coefficient = 0.01, exponent = 1 }\n";
  const Study study = parse_model(text, "seven.toml");
  EXPECT_THAT(error_of([&] {
                find_transition(study, "coupling.g1.strength", {0, 0.1});
              }),
              HasSubstr("has 128 dimensions and 16384 eigenvalues, which are known up to 64"));
}

TEST(Transition, CriticalCouplingIsWhereTheRidgeStarts) {
  const auto start = [](const std::string& figure, double detuned) {
    const Study file = read_model_file(QUFLUX_PAPER "/" + figure);
    const Transition transition = find_transition(file, kCoupling, {0.001, 0.1});
    const auto value = marker(transition.equations[0], "critical_coupling");
    ASSERT_TRUE(value);
    EXPECT_NEAR(*value, detuned, 5e-6);
  };
  start("fig2a.toml", 0.04034);
  start("fig2b.toml", 0);
  start("fig3.toml", 0.042032);
  start("fig4a.toml", 0.042032);
}

std::string message(const std::string& parameter, const Interval& interval) {
  try {
    find_transition(fig1(), parameter, interval);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Transition, OfTheStarterIsCompleteWithEveryPointOnce) {
  // At Omega = 0, the edge of the interval, the spectrum is symmetric: double zeros of the
  // discriminant on the imaginary axis, close to the boundary of the region that is searched.
  const Transition transition = find_transition(
      read_model_file(QUFLUX_EXAMPLES "/starters/pair.toml", {"equations=[\"redfield\"]"}),
      kCoupling, {0, 0.1}, {.matrix = EquationMatrix::generator});
  const EquationTransition& redfield = transition.equations[0];
  EXPECT_TRUE(redfield.complete);
  EXPECT_EQ(redfield.points.size(), 8U);
  int on_axis = 0;
  for (const ExceptionalPoint& point : redfield.points) {
    if (point.parameters[0] != 0) continue;
    ++on_axis;
    EXPECT_NEAR(point.parameters[1], 0.0256101026903, 1e-10);
    EXPECT_EQ(point.eigenvalue.imag(), 0);
    // The stationary state's, and one of the decay.
    EXPECT_TRUE(point.eigenvalue.real() == 0 || point.eigenvalue.real() < -0.02);
  }
  EXPECT_EQ(on_axis, 2);
  ASSERT_EQ(redfield.degeneracies.size(), 1U);
  EXPECT_EQ(redfield.degeneracies[0].parameters[0], 0);
  EXPECT_TRUE(marker(redfield, "optimal_coupling"));
}

TEST(Transition, ReportsItsProgressAndStops) {
  std::atomic<bool> stop = false;
  std::vector<double> shares;
  TransitionOptions options;
  options.stop = &stop;
  options.progress = [&](double share) { shares.push_back(share); };
  EXPECT_TRUE(of(find_transition(fig1(), kCoupling, {0, 0.04}, options), "local").complete);
  ASSERT_FALSE(shares.empty());
  EXPECT_GE(shares.front(), 0);
  EXPECT_NEAR(shares.back(), 1, 1e-9);
  stop = true;
  for (const auto& equation : find_transition(fig1(), kCoupling, {0, 0.04}, options).equations) {
    EXPECT_FALSE(equation.complete) << equation.equation;
  }
}

TEST(Transition, ASearchOfTheCavityStaysWithinItsBudget) {
  // 200,000 matrices of 8 x 8, fewer of larger ones in proportion to the cube of the size. Its
  // last cell and the turns around what was found come on top of it.
  const Study file = read_model_file(QUFLUX_EXAMPLES "/starters/cavity.toml");
  const RealFamily family = generator_family(file, kCoupling, equation("partial_secular"));
  const Interval interval{0, 0.1};
  auto blocks = decoupled_blocks({family(0), family(0.0137), family(0.0521), family(0.1)});
  std::ranges::sort(blocks, std::ranges::greater{}, &std::vector<Eigen::Index>::size);
  const auto block = continue_analytically(family, interval)->block(blocks.front());
  const auto size = static_cast<double>(blocks.front().size());
  EXPECT_EQ(size, 22);
  std::size_t matrices = 0;
  const RealFamily counted = [&](double p) -> Matrix {
    ++matrices;
    return block(p);
  };
  find_exceptional_points(counted, interval);
  EXPECT_LE(static_cast<double>(matrices), 1.1 * 200'000 * std::pow(8 / size, 3));
}

TEST(Transition, SaysWhyExactIsNotSearched) {
  const Study file = fig1({"equations=[\"exact\", \"local\"]"});
  const EquationTransition exact = find_transition(file, kCoupling, {0, 0.04}).equations[0];
  EXPECT_THAT(exact.not_searched, HasSubstr("no generator"));
  EXPECT_FALSE(exact.complete);
  EXPECT_EQ(exact.points.size(), 0U);
}

TEST(Transition, RejectsWhatMakesNoSense) {
  EXPECT_THAT(message("coupling.rabbi.strength", {0, 1}), HasSubstr("coupling.rabi.strength"));
  EXPECT_THAT(message(kCoupling, {0.1, 0.1}), HasSubstr("from 0.1 to 0.1"));
  EXPECT_THAT(message(kCoupling, {0, 2}), HasSubstr("must stay below"));
  EXPECT_THAT(message("bath.hot.temperature", {-1, 1}), HasSubstr("-1"));
}

// Two resonators with one bath each: every exceptional point is that of the amplitudes, at
// |gamma_a - gamma_b|/4, whatever the temperatures and the levels.
TEST(Transition, OfOscillatorsIsThatOfTheirAmplitudes) {
  for (const std::string levels : {"2", "3", "8"}) {
    const Study study = read_model_file(QUFLUX_TESTDATA "/models/two_oscillators.toml",
                                        {"site.a.levels=" + levels, "site.b.levels=" + levels});
    const Transition transition = find_transition(study, "coupling.k.strength", {0, 0.05});
    const EquationTransition& local = of(transition, "local");
    EXPECT_EQ(local.matrix, EquationMatrix::amplitude);
    EXPECT_TRUE(local.complete);
    ASSERT_EQ(local.points.size(), 1U) << levels;
    EXPECT_NEAR(local.points[0].parameters[0], 0.0075, 1e-12);
    EXPECT_EQ(local.points[0].parameters[1], 0);
    EXPECT_THAT(local.points[0].jordan_blocks, ElementsAre(2));
  }
}

// At vanishing couplings nothing damps the inner site: X is there nevertheless. The eigenvalue is
// one of X, half the width plus i times the frequency, and not of its conjugate.
TEST(Transition, OfAChainBeginsAtVanishingCouplings) {
  const Study study = read_model_file(QUFLUX_TESTDATA "/models/three_atoms.toml", {});
  const Transition transition = find_transition(study, "coupling.ab.strength", {0, 0.1});
  const EquationTransition& local = of(transition, "local");
  EXPECT_EQ(local.not_searched, "");
  const auto real = [](const ExceptionalPoint& p) { return p.parameters[1] == 0; };
  EXPECT_GT(std::ranges::count_if(local.points, real), 0);
  for (const ExceptionalPoint& point : local.points) {
    // Off the axis, frequencies differ from that of the atoms by the couplings.
    EXPECT_NEAR(point.eigenvalue.imag(), 1, real(point) ? 1e-9 : 0.2);
  }
}

// Pairs of oscillators whose couplings follow one parameter: the double roots of X are known.
TEST(Transition, OfNetworksFindsPlantedDoubleRoots) {
  for (const int pairs : {1, 3, 10, 20}) {
    std::string text = "equations = [\"local\"]\n";
    std::string follows;
    std::vector<double> expected;
    for (int k = 0; k < pairs; ++k) {
      // Dampings gamma = c w with frequencies of one: gamma_a - gamma_b = 0.01 (k + 1).
      const double difference = 0.01 * (k + 1);
      const double factor = 1 + 0.1 * k;
      text += fmt::format(
          "[[site]]\nname = \"a{0}\"\nkind = \"oscillator\"\nlevels = 2\nfrequency = 1\n"
          "[[site]]\nname = \"b{0}\"\nkind = \"oscillator\"\nlevels = 2\nfrequency = 1\n"
          "[[coupling]]\nname = \"k{0}\"\nkind = \"exchange\"\nsites = [\"a{0}\", \"b{0}\"]\n"
          "strength = {3}\n"
          "[[bath]]\nname = \"A{0}\"\nsite = \"a{0}\"\ntemperature = 1\n"
          "spectral_density = {{ kind = \"power\", coefficient = {1}, exponent = 1 }}\n"
          "[[bath]]\nname = \"B{0}\"\nsite = \"b{0}\"\ntemperature = 0.5\n"
          "spectral_density = {{ kind = \"power\", coefficient = {2}, exponent = 1 }}\n",
          k, 0.01 + difference, 0.01, 0.01 * factor);
      if (k > 0) {
        follows += fmt::format(
            "\"coupling.k{}.strength\" = {{ follow = \"coupling.k0.strength\", "
            "factor = {} }}\n",
            k, factor);
      }
      expected.push_back(difference / 4 / factor);
    }
    if (!follows.empty()) {
      text += "[sweep]\n\"coupling.k0.strength\" = { from = 0, to = 0.1, points = 2 }\n" + follows;
    }
    const Study study = parse_model(text, "planted.toml");
    const Transition transition = find_transition(study, "coupling.k0.strength", {0.0003, 0.05});
    const EquationTransition& local = of(transition, "local");
    std::vector<double> found;
    for (const ExceptionalPoint& point : local.points) found.push_back(point.parameters[0]);
    std::ranges::sort(found);
    std::ranges::sort(expected);
    ASSERT_EQ(found.size(), expected.size());
    for (std::size_t k = 0; k < found.size(); ++k) EXPECT_NEAR(found[k], expected[k], 1e-12);
  }
}

TEST(Transition, OfOscillatorsHasTheirOptimalCoupling) {
  const Study study = read_model_file(QUFLUX_TESTDATA "/models/two_oscillators.toml", {});
  const Transition transition = find_transition(study, "coupling.k.strength", {0, 0.05});
  const auto best = marker(of(transition, "local"), "optimal_coupling");
  ASSERT_TRUE(best);
  // |J|/k of two oscillators of one frequency and dampings g_a, g_b is largest at
  // k = sqrt(g_a g_b)/2, as Eq. (17) with the halves g/2 of bosons.
  EXPECT_NEAR(*best, std::sqrt(0.04 * 0.01) / 2, 1e-8);
}

}  // namespace
}  // namespace quflux::inline study
