#include "quflux/validity/audit.h"

#include <algorithm>
#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/bath/lamb_shift.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/solve/steady_state.h"
#include "quflux/validity/mode_scales.h"
#include "quflux/validity/sampled_points.h"
#include "quflux/validity/testing.h"

namespace quflux::inline validity {
namespace {

using testing::HasSubstr;

Audit audit_of(Study study, const std::vector<std::string>& names, const Options& options = {}) {
  for (const std::string& name : names) study.equations.push_back(equation(name, options));
  return audit(study);
}

CheckedNumber number(const Audit& audit, const std::string& label, const std::string& check) {
  const CheckedNumber* found = find_number(audit, label, check);
  if (found == nullptr) throw Error(label + " has no number " + check);
  return *found;
}

// A two-level system with a bath of c w at each of two temperatures.
Study atom(double coefficient, double cold, double hot, const std::string& op = "x") {
  Study study;
  study.model.sites = {{"a", TwoLevel{1}}};
  const PowerLaw density{coefficient, 1, 5};
  study.model.baths = {{.name = "c",
                        .sites = {"a"},
                        .site_operator = op,
                        .temperature = cold,
                        .spectral_density = density},
                       {.name = "h",
                        .sites = {"a"},
                        .site_operator = op,
                        .temperature = hot,
                        .spectral_density = density}};
  return study;
}

// J/T is beyond what a double holds: no law is checked by it, and nothing infinite is told.
TEST(Audit, SaysNothingInfiniteOfTheLowestTemperature) {
  const Audit found = audit_of(atom(0.01, 5e-324, 0.5), {"global"});
  ASSERT_EQ(found.equations.size(), 1U);
  EXPECT_FALSE(found.equations[0].numbers.empty());
  for (const CheckedNumber& checked : found.equations[0].numbers) {
    EXPECT_TRUE(std::isfinite(checked.number.value)) << checked.check->name;
  }
  EXPECT_EQ(find_number(found, "global", "second_law"), nullptr);
  EXPECT_NE(find_number(audit_of(atom(0.01, 1e-3, 0.5), {"global"}), "global", "second_law"),
            nullptr);
}

// The numbers are those of an independent program, to the digits that are given.
TEST(Audit, SecularNumbersOfPairs) {
  struct Case {
    double frequency, coupling, number;
    Verdict verdict;
  };
  for (const Case& c :
       {Case{1.2, 0.05, 0.161, Verdict::doubtful}, Case{1.09, 0.001, 0.303, Verdict::bad},
        Case{1, 0.00970780, 1.105, Verdict::bad}, Case{1, 0.001, 10.7, Verdict::bad},
        Case{1, 0.0003, 35.7, Verdict::bad}}) {
    const Audit found = audit_of(paper_pair(c.frequency, c.coupling), {"global"});
    const CheckedNumber secular = number(found, "global", "secular");
    EXPECT_NEAR(secular.number.value, c.number, 0.0051 * c.number);
    EXPECT_EQ(secular.verdict, c.verdict);
  }
}

TEST(Audit, FindsWhyTheLocalEquationBreaksTheSecondLaw) {
  const Audit found =
      audit_of(paper_pair(1.2, 0.05), {"local", "global", "partial_secular", "redfield"});
  const CheckedNumber temperature = number(found, "local", "effective_temperature");
  EXPECT_EQ(temperature.verdict, Verdict::bad);
  EXPECT_THAT(temperature.number.detail, HasSubstr("bath cold pulls to T = 0.2167"));
  EXPECT_THAT(temperature.number.detail, HasSubstr("bath hot pulls to T = 0.1981"));
  EXPECT_THAT(temperature.number.detail, HasSubstr("the colder one is the hotter one"));
  EXPECT_EQ(number(found, "local", "second_law").verdict, Verdict::bad);
  EXPECT_EQ(number(found, "local", "local_splitting").verdict, Verdict::bad);
  for (const char* right : {"global", "partial_secular", "redfield"}) {
    EXPECT_EQ(number(found, right, "effective_temperature").verdict, Verdict::good) << right;
    EXPECT_EQ(number(found, right, "second_law").verdict, Verdict::good) << right;
    EXPECT_EQ(number(found, right, "gibbs_state").verdict, Verdict::good) << right;
    EXPECT_EQ(number(found, right, "johnson_nyquist").verdict, Verdict::good) << right;
  }
  EXPECT_EQ(found.equations[*found.best].label, "global");
}

// The lowest eigenvalue of random pure states at some times.
double lowest_of_random_states(const Generator& generator, std::mt19937& random) {
  const Matrix l = superoperator(generator);
  const Eigen::Index d = generator.energies.size();
  std::normal_distribution<double> normal;
  Matrix states(d * d, 200);
  for (Eigen::Index k = 0; k < states.cols(); ++k) {
    Vector psi(d);
    for (Complex& x : psi) x = {normal(random), normal(random)};
    psi.normalize();
    states.col(k) = Matrix(psi * psi.adjoint()).reshaped();
  }
  double lowest = 0;
  constexpr double kStep = 0.05;  // |L| is some 2: ten terms are below 1e-15
  for (int step = 0; step < 60; ++step) {
    Matrix term = states;
    for (int n = 1; n <= 10; ++n) {
      term = (l * term) * (kStep / n);
      states += term;
    }
    for (Eigen::Index k = 0; k < states.cols(); ++k) {
      const Matrix rho = states.col(k).reshaped(d, d);
      lowest = std::min(lowest, min_eigenvalue((rho + rho.adjoint()) / 2));
    }
  }
  return lowest;
}

TEST(Audit, NoRandomStateIsMoreNegativeOnTheWay) {
  std::mt19937 random(12);
  std::uniform_real_distribution<double> uniform;
  for (int i = 0; i < 6; ++i) {
    Study study = paper_pair(1 + 0.3 * uniform(random), std::pow(10, -2 + 1.5 * uniform(random)));
    for (ModelBath& bath : study.model.baths) {
      bath.temperature = 0.2 + 1.8 * uniform(random);
      bath.spectral_density =
          Drude{std::pow(10, -3 + 2 * uniform(random)), 2 + 6 * uniform(random)};
    }
    const double told =
        number(audit_of(study, {"redfield"}), "redfield", "positivity_on_the_way").number.value;
    const double seen =
        lowest_of_random_states(make_generator(to_system(study.model), kRedfield), random);
    // Times half a unit of the fastest change apart miss some percent of the minimum in time.
    EXPECT_LE(told, 0.9 * seen) << i;
  }
}

// Redfield's equation at T << w: (sqrt(2) - 1)/(sqrt(2) + 1), whatever the bath.
TEST(Audit, RedfieldIsNeverCompletelyPositiveAtLowTemperature) {
  const Audit found = audit_of(atom(0.01, 0.05, 0.06),
                               {"redfield", "global", "partial_secular", "universal_lindblad"});
  const CheckedNumber redfield = number(found, "redfield", "complete_positivity");
  EXPECT_NEAR(redfield.number.value, (std::sqrt(2) - 1) / (std::sqrt(2) + 1), 1e-6);
  EXPECT_EQ(redfield.verdict, Verdict::bad);
  for (const char* other : {"global", "partial_secular", "universal_lindblad"}) {
    EXPECT_EQ(number(found, other, "complete_positivity").number.value, 0) << other;
  }
  // The coherences of a pure state turn a little way around in it.
  EXPECT_LT(number(found, "redfield", "positivity_on_the_way").number.value, -1e-6);
  EXPECT_EQ(find_number(found, "global", "positivity_on_the_way"), nullptr);
}

// What the identity in S(0) multiplies adds to H alone: n = (1 + sigma_z)/2.
TEST(Audit, TheIdentityInAnOperatorDoesNotCount) {
  const auto ratio = [](const char* op) {
    return number(audit_of(atom(0.01, 0.5, 0.6, op), {"redfield"}), "redfield",
                  "complete_positivity")
        .number.value;
  };
  EXPECT_GT(ratio("sx + n"), 0.01);
  EXPECT_NEAR(ratio("sx + n"), ratio("sx + 0.5 sz"), 1e-12);
}

TEST(Audit, StrongDampingIsNotMarkovian) {
  const auto verdict_at = [](double coefficient) {
    return number(audit_of(atom(coefficient, 0.5, 1), {"redfield"}), "redfield", "markov").verdict;
  };
  EXPECT_EQ(verdict_at(0.01), Verdict::good);
  EXPECT_EQ(verdict_at(0.2), Verdict::doubtful);
  EXPECT_EQ(verdict_at(2), Verdict::bad);
}

TEST(Audit, ADensityWithoutACutoffHasNoKnownLambShift) {
  const CheckedNumber shift =
      number(audit_of(paper_pair(1.2, 0.05), {"global"}), "global", "lamb_shift");
  EXPECT_TRUE(std::isnan(shift.number.value));
  EXPECT_EQ(shift.verdict, Verdict::doubtful);
  EXPECT_THAT(shift.number.detail, HasSubstr("is not known: there is no Lamb shift"));
}

// Two atoms or two oscillators so close to resonance that their modes are one line: it is as wide
// as both baths make it, (g_1 + g_2)/E, and each bath acts on it with its whole operator.
TEST(Audit, ALineOfDegenerateLevelsIsCountedOnce) {
  for (const bool oscillators : {false, true}) {
    Study study = paper_pair(1, 1e-11);
    double width = 0;
    double shift = 0;
    for (ModelBath& bath : study.model.baths) {
      bath.spectral_density = PowerLaw{0.02, 1, 10};
      const Reservoir reservoir{bath.spectral_density, bath.temperature};
      width += evaluate(bath.spectral_density, 1.0) / std::tanh(0.5 / bath.temperature) / 2;
      for (const double w : {1, -1}) shift = std::max(shift, std::abs(lamb_shift(reservoir, w)));
    }
    if (oscillators) {
      for (Site& site : study.model.sites) site.kind = Oscillator{1, 3};
    }
    const Audit found = audit_of(study, {"global"});
    // The modes are 2e-11 apart.
    EXPECT_NEAR(number(found, "global", "lamb_shift").number.value, shift, 1e-9 * shift)
        << oscillators;
    if (!oscillators) {
      EXPECT_NEAR(number(found, "global", "secular").number.value, width, 1e-9 * width);
    }
  }
}

TEST(JoinedModes, HaveTheSumsOfModesOfOneEnergy) {
  ModeRates modes{RealVector(4), {RealVector(4)}, {RealVector(4)}};
  modes.energies << 1, 2, 2 + 4e-9, 5;
  modes.rates[0] << 0.1, 0.2, 0.3, 0.4;
  modes.weights[0] << 0.4, 0.1, 0.2, 0.3;
  const ModeRates joined = joined_modes(modes, 1e-9);
  EXPECT_EQ(joined.energies, Eigen::Vector3d(1, 2 + 2e-9, 5));
  EXPECT_EQ(joined.rates[0], Eigen::Vector3d(0.1, 0.5, 0.4));
  EXPECT_TRUE(joined.weights[0].isApprox(Eigen::Vector3d(0.4, 0.3, 0.3), 1e-15));
  EXPECT_EQ(joined_modes(modes, 1e-10).energies, modes.energies);
}

TEST(Audit, CountsTheLevelsOfOscillators) {
  const auto cut = [](double levels) {
    Study study = paper_pair(1, 0.05);
    study.model.sites[1].kind = Oscillator{1, levels};
    for (ModelBath& bath : study.model.baths) bath.temperature *= 2;
    return audit_of(study, {"global"});
  };
  EXPECT_EQ(number(cut(2), "global", "one_level_more").verdict, Verdict::doubtful);
  EXPECT_EQ(number(cut(2), "global", "last_level").verdict, Verdict::bad);
  EXPECT_EQ(number(cut(12), "global", "one_level_more").verdict, Verdict::good);
  EXPECT_EQ(number(cut(12), "global", "last_level").verdict, Verdict::good);
}

TEST(Audit, WhatIsConservedIsNamed) {
  Study study = atom(0.01, 0.5, 1, "sz");
  const Audit found = audit_of(study, {"redfield"});
  EXPECT_EQ(number(found, "redfield", "symmetry").verdict, Verdict::bad);
  EXPECT_EQ(number(found, "redfield", "uniqueness").verdict, Verdict::bad);
}

TEST(Audit, TheJudgeSaysWhichEquationToUse) {
  const Study oscillators = [] {
    Study study = paper_pair(1, 0.001);
    for (Site& site : study.model.sites) site.kind = Oscillator{1, 3};
    for (ModelBath& bath : study.model.baths) bath.spectral_density = PowerLaw{0.02, 1, 10};
    return study;
  }();
  const Audit found = audit_of(oscillators, {"global", "partial_secular", "exact"});
  EXPECT_EQ(found.judge, "exact");
  ASSERT_TRUE(found.equations[0].far);
  EXPECT_TRUE(found.equations[0].far->exact);
  EXPECT_GT(found.equations[0].far->difference, 1);
  EXPECT_LT(found.equations[1].far->difference, found.equations[0].far->difference);
  EXPECT_EQ(found.equations[*found.best].label, "exact");
  EXPECT_EQ(number(found, "exact", "flow_error").verdict, Verdict::good);
}

TEST(Audit, AtomsAreJudgedByTheHierarchy) {
  Study study = paper_pair(1.2, 0.05);
  for (ModelBath& bath : study.model.baths) bath.spectral_density = Drude{0.02, 5};
  const Audit found = audit_of(study, {"local", "redfield"});
  EXPECT_EQ(found.judge, "heom");
  EXPECT_GT(found.equations[0].far->difference, 0.5);
  EXPECT_EQ(found.equations[*found.best].label, "redfield");
}

TEST(Audit, TellsWhyAnOptionalEquationHasNoRoad) {
  Study study = paper_pair(1.2, 0.05);
  study.equations.push_back(equation("exact"));
  study.equations.back().optional = true;
  const Audit found = audit_of(study, {"global"});
  EXPECT_THAT(found.equations[0].obstacle, HasSubstr("known for oscillators only"));
  EXPECT_EQ(found.equations[1].obstacle, "");
}

TEST(Audit, TellsWhereASweepIsWorst) {
  Study study = paper_pair(1.2, 0.05);
  study.sweep.axes = {{"coupling.k.strength", {0.001, 0.01, 0.02, 0.05}},
                      {"site.a2.frequency", {1, 1.1, 1.2}}};
  const Audit found = audit_of(study, {"global"});
  ASSERT_EQ(found.points.size(), 12U);
  const CheckedNumber secular = number(found, "global", "secular");
  EXPECT_NEAR(secular.number.value, 10.7, 0.06);
  EXPECT_EQ(found.points[secular.point], (std::vector<double>{0.001, 1}));
}

TEST(SampledPoints, AreSpreadOverTheGridWithItsEnds) {
  std::vector<double> values(401);
  for (std::size_t k = 0; k < values.size(); ++k) values[k] = static_cast<double>(k);
  const SampledPoints line = sampled_points({{{"x", values}}, {}});
  EXPECT_EQ(line.indices, (std::vector<std::size_t>{0, 50, 100, 150, 200, 250, 300, 350, 400}));
  const SampledPoints plane = sampled_points({{{"x", {1, 2}}, {"y", {3, 4, 5}}}, {}});
  EXPECT_EQ(plane.indices, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_EQ(plane.values[4], (std::vector<double>{2, 4}));
  EXPECT_EQ(sampled_points({}).indices, std::vector<std::size_t>{0});
}

}  // namespace
}  // namespace quflux::inline validity
