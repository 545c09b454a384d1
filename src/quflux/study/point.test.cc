#include "quflux/study/point.h"

#include <gmock/gmock.h>

#include "quflux/core/error.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {
namespace {

constexpr std::array kEquations{"local", "global", "partial_secular", "redfield"};

// A two-level system and an oscillator, or two of either.
Study study_of(const Site& a, const Site& b, double damping = 0.02) {
  Study study;
  study.model.sites = {a, b};
  study.model.couplings = {{"ab", CouplingKind::exchange, {"a", "b"}, {}, 0.05}};
  study.model.baths = {
      {.name = "hot",
       .sites = {"a"},
       .temperature = 0.7,
       .spectral_density = PowerLaw{damping, 3, {}}},
      {.name = "cold", .sites = {"b"}, .temperature = 0.2, .spectral_density = Drude{damping, 5}}};
  for (const char* name : kEquations) study.equations.push_back(equation(name));
  study.outputs = {make_observable("energy_flow"), make_observable("entropy_production")};
  return study;
}

TEST(PointSolver, GivesTheNumbersOfASweepAgainAndAgain) {
  const Site atom{"a", TwoLevel{1.0}};
  const Site mode{"a", Oscillator{1.0, 3}};
  for (const Study& study :
       {study_of(atom, {"b", TwoLevel{1.1}}), study_of(mode, {"b", Oscillator{1.1, 3}}),
        study_of(atom, {"b", Oscillator{1.1, 4}})}) {
    for (const Roads roads : {Roads::automatic, Roads::density_matrix}) {
      SweepOptions options;
      options.roads = roads;
      const Dataset expected = run_sweep(study, options);
      PointSolver solver(study, roads);
      EXPECT_EQ(solver.shape(), (std::vector<std::size_t>{4, 2}));
      for (int again = 0; again < 3; ++again) {
        const auto arrays = solver.solve();
        EXPECT_EQ(arrays[0], numbers(expected, "energy_flow"));
        EXPECT_EQ(arrays[1], numbers(expected, "entropy_production"));
        EXPECT_EQ(solver.warnings(), "");
      }
    }
  }
}

TEST(PointSolver, LeavesTheSweepOut) {
  Study study = study_of({"a", TwoLevel{1.0}}, {"b", TwoLevel{1.1}});
  const auto expected = PointSolver(study).solve();
  study.sweep.axes = {{"coupling.ab.strength", {0.1, 0.2}}};
  EXPECT_EQ(PointSolver(study).solve(), expected);
}

TEST(PointSolver, TellsWarningsOnce) {
  // The colder bath has more quanta at its site's frequency: local lets heat flow uphill.
  const Study study = study_of({"a", TwoLevel{3.0}}, {"b", TwoLevel{0.5}});
  const Dataset expected = run_sweep(study);
  std::string lines;
  for (const std::string& warning : warnings(expected)) lines += warning + "\n";
  ASSERT_NE(lines, "");
  PointSolver solver(study);
  solver.solve();
  EXPECT_EQ(solver.warnings(), lines);
  solver.solve();
  EXPECT_EQ(solver.warnings(), lines);
}

TEST(PointSolver, ThrowsTheReasonWhereThereIsNoAnswer) {
  PointSolver solver(study_of({"a", TwoLevel{1.0}}, {"b", TwoLevel{1.1}}, 0));
  for (int again = 0; again < 2; ++again) {
    try {
      solver.solve();
      FAIL();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), testing::HasSubstr("not unique"));
    }
  }
}

}  // namespace
}  // namespace quflux::inline study
