// Courses by N x N moments against those of the density matrix.

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/model/check_model.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline study {
namespace {

Study study_of(Model model, Course course, const std::vector<std::string>& names) {
  Study study{std::move(model), {}, {}, {}};
  for (const std::string& name : names) study.equations.push_back(equation(name));
  for (const char* output : {"energy_flow", "energy_transferred", "occupations"}) {
    study.outputs.push_back(make_observable(output));
  }
  study.course = std::move(course);
  return study;
}

void add_end_baths(Model& model, const std::string& first, const std::string& last) {
  for (const auto& [name, site, c, temperature] :
       {std::tuple{"cold", first, 0.02, 0.3}, std::tuple{"hot", last, 0.03, 0.6}}) {
    add_bath(model, {.name = name,
                     .sites = {site},
                     .temperature = temperature,
                     .spectral_density = PowerLaw{c, 1.5, std::nullopt}});
  }
}

Model chain(std::size_t length, double detuning = 0.03) {
  Model model;
  for (std::size_t i = 0; i < length; ++i) {
    add_site(model, {fmt::format("s{}", i), TwoLevel{1 + detuning * static_cast<double>(i % 2)}});
    if (i > 0) {
      add_coupling(model, {"",
                           CouplingKind::exchange,
                           {fmt::format("s{}", i - 1), fmt::format("s{}", i)},
                           {},
                           0.04});
    }
  }
  add_end_baths(model, "s0", fmt::format("s{}", length - 1));
  return model;
}

// Cold, so that three levels hold all of two quanta.
Model oscillators() {
  Model model;
  add_site(model, {"a", Oscillator{1, 3}});
  add_site(model, {"b", Oscillator{1.1, 3}});
  add_coupling(model, {"", CouplingKind::exchange, {"a", "b"}, {}, 0.05});
  add_end_baths(model, "a", "b");
  for (ModelBath& bath : model.baths) bath.temperature = 0.02;
  return model;
}

void expect_same(const Study& study, double tolerance) {
  SweepOptions general;
  general.roads = Roads::density_matrix;
  const Dataset ours = run_sweep(study);
  const Dataset theirs = run_sweep(study, general);
  for (const OutputArray& output : output_arrays(study)) {
    const std::string& name = output.name;
    const std::vector<double>& one = numbers(ours, name);
    const std::vector<double>& other = numbers(theirs, name);
    ASSERT_EQ(one.size(), other.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      ASSERT_NEAR(one[i], other[i], tolerance) << name << " at " << i;
    }
  }
}

// Rounding of some thousand products of numbers of order one.
constexpr double kRounding = 1e-12;

const std::vector<std::vector<double>> kTimes{
    {0, 5, 10, 15, 20}, {3, 4, 5, 6}, {0, 0.1, 1, 1, 10, 100, 1000}, {7}};

TEST(Course, MomentsOfAChainAreThoseOfItsDensityMatrix) {
  for (const std::size_t length : {2U, 3U}) {
    const std::string last = fmt::format("s{}", length - 1);
    for (const std::vector<double>& times : kTimes) {
      for (const InitialState& state :
           {InitialState(ProductState{{{"s0", InLevel{1}}, {last, AtTemperature{0.8}}}}),
            InitialState(GibbsState{0.4})}) {
        const std::vector<std::string> equations{"local", "global", "partial_secular"};
        expect_same(study_of(chain(length), {times, state}, equations), kRounding);
      }
    }
  }
}

// Six atoms, 64 dimensions: by the action of the exponential, whose steps allow 1e-12 each time.
TEST(Course, LargeDensityMatricesAreThoseOfMoments) {
  const InitialState state = ProductState{{{"s0", InLevel{1}}, {"s4", AtTemperature{0.8}}}};
  expect_same(study_of(chain(6), {{0, 5, 5, 40}, state}, {"local", "global", "partial_secular"}),
              1e-11);
}

TEST(Course, OscillatorsAreFollowedWithoutCuttingALevel) {
  const InitialState state = ProductState{{{"a", InLevel{2}}}};
  // Baths hold exp(-50) quanta.
  expect_same(study_of(oscillators(), {{0, 3, 30, 300}, state}, {"local", "global"}), kRounding);
}

TEST(Course, AQuantumHopsAlongAChainTooLongForTheDensityMatrix) {
  Study study =
      study_of(chain(60, 0), {{0, 40, 80}, ProductState{{{"s30", InLevel{1}}}}}, {"local"});
  const std::vector<double> occupations = numbers(run_sweep(study), "occupations");
  EXPECT_EQ(occupations[30], 1);
  double total = 0;
  for (std::size_t i = 0; i < 60; ++i) total += occupations[60 + i];
  // It has not come to the ends yet, and the baths there have filled their own sites.
  EXPECT_GT(total, 1);
  // A quantum that hops, J_0(2 k t)^2, which the ends do not see yet.
  EXPECT_NEAR(occupations[60 + 30], std::pow(std::cyl_bessel_j(0, 2 * 0.04 * 40), 2), 1e-9);
}

TEST(Course, TheTimesAreTheFastestAxisOfTheGrid) {
  Study study = study_of(chain(2), {{0, 10}, ProductState{{{"s0", InLevel{1}}}}}, {"local"});
  add_axis(study.sweep, study.model, {"site.s0.frequency", {1, 2, 3}});
  const Dataset dataset = run_sweep(study);
  const Variable& flow = *find_variable(dataset, "energy_flow");
  EXPECT_EQ(flow.dimensions,
            (std::vector<std::string>{"site.s0.frequency", "time", "equation", "bath"}));
  const std::vector<double>& occupations = numbers(dataset, "occupations");
  ASSERT_EQ(occupations.size(), 12U);
  for (const std::size_t point : {0U, 1U, 2U}) EXPECT_EQ(occupations[4 * point], 1);
  EXPECT_LT(occupations[10], occupations[2]);  // the faster one loses more
}

// A number of the sites, a coupling that jumps, and a bath.
std::vector<Drive> drives_of(const Model& model) {
  std::vector<Drive> drives;
  const std::string site = model.sites[0].name;
  add_drive(drives, model, {"", "site." + site + ".frequency", Sine{0.1, 40}});
  add_drive(
      drives, model,
      {"", "coupling." + model.couplings[0].name + ".strength", Steps{{0, 15}, {0.04, 0.07}, 40}});
  add_drive(drives, model, {"", "bath.hot.temperature", Pulse{0.01, 20, 2, 40}});
  return drives;
}

Study driven(Model model, Course course, const std::vector<std::string>& names) {
  Study study = study_of(std::move(model), std::move(course), names);
  study.outputs.push_back(make_observable("work"));
  return study;
}

// Steps in time leave 1e-12 of the state, on either side.
constexpr double kSteps = 1e-11;

TEST(Course, MomentsAlongDrivesAreThoseOfTheDensityMatrix) {
  const std::vector<std::string> equations{"local", "global", "partial_secular"};
  const std::vector<double> times{0, 7, 15, 16, 40, 90};
  const Model atoms = chain(3);
  const ProductState excited{{{"s0", InLevel{1}}, {"s2", AtTemperature{0.8}}}};
  for (const InitialState& state : {InitialState(excited), InitialState(GibbsState{0.4})}) {
    expect_same(driven(atoms, {times, state, drives_of(atoms)}, equations), kSteps);
  }
  const Model pair = chain(2);
  expect_same(driven(pair, {times, LimitCycle{}, drives_of(pair)}, equations), kSteps);
  const Model bosons = oscillators();
  const ProductState quanta{{{"a", InLevel{2}}}};
  expect_same(driven(bosons, {times, quanta, drives_of(bosons)}, {"local", "global"}), kSteps);
}

TEST(Course, AFunctionThatDrivesANetworkIsTheShapeThatItIs) {
  const Model model = chain(3);
  Course course{{0, 7, 90}, GibbsState{0.4}, {}};
  add_drive(course.drives, model, {"", "site.s1.frequency", Sine{0.1, 40}});
  const Dataset shape = run_sweep(driven(model, course, {"global"}));
  course.drives[0].shape = FunctionOfTime{
      [](double t) { return 1.03 + 0.1 * std::sin(2 * std::numbers::pi * t / 40); }, 10};
  const Dataset function = run_sweep(driven(model, course, {"global"}));
  for (const char* name : {"energy_flow", "energy_transferred", "occupations", "work"}) {
    for (std::size_t i = 0; i < numbers(shape, name).size(); ++i) {
      EXPECT_NEAR(numbers(function, name)[i], numbers(shape, name)[i], kSteps) << name;
    }
  }
}

// Sixteen atoms, 2^16 dimensions: after a period all is as it was, and work leaves as heat.
TEST(Course, ALongChainHasALimitCycle) {
  constexpr std::size_t kAtoms = 16;
  const Model model = chain(kAtoms);
  Study study = driven(model, {{0, 40}, LimitCycle{}, drives_of(model)}, {"local", "global"});
  const Dataset cycle = run_sweep(study);
  const std::vector<double>& occupations = numbers(cycle, "occupations");
  // The slowest mode loses little in a period, so that it holds many times what one leaves.
  for (std::size_t i = 0; i < 2 * kAtoms; ++i) {
    EXPECT_NEAR(occupations[2 * kAtoms + i], occupations[i], 1e-10);
  }
  const std::vector<double>& heats = numbers(cycle, "energy_transferred");
  const std::vector<double>& work = numbers(cycle, "work");
  for (const std::size_t e : {0U, 1U}) {
    EXPECT_GT(std::abs(work[2 + e]), 1e-5);
    EXPECT_NEAR(work[2 + e] + heats[4 + 2 * e] + heats[4 + 2 * e + 1], 0, 1e-10);
  }
}

// A coupling beyond the frequencies leaves a mode below zero.
TEST(Course, AtomsThatADriveMovesBeyondTheirMomentsHaveADensityMatrix) {
  const Model model = chain(2);
  Course course{{0, 5, 10}, GibbsState{0.4}, {}};
  add_drive(course.drives, model, {"", "coupling.coupling1.strength", Ramps{{0, 10}, {0.05, 2}}});
  expect_same(driven(model, course, {"local", "global"}), 0);
}

TEST(Course, ADriveThatMovesANetworkOutOfReachSaysWhen) {
  const Model model = oscillators();
  Course course{{0, 10}, ProductState{}, {}};
  add_drive(course.drives, model, {"", "coupling.coupling1.strength", Ramps{{0, 10}, {0.05, 5}}});
  Study study = driven(model, course, {"global"});
  study.outputs = {make_observable("occupations")};
  const Dataset result = run_sweep(study);
  ASSERT_EQ(failure_reasons(result).size(), 1U);
  EXPECT_NE(failure_reasons(result)[0].find("of the drive: a mode has no energy above zero"),
            std::string::npos)
      << failure_reasons(result)[0];
}

// By moments as by the density matrix.
TEST(Course, DrivesAreJudgedAlongTheirPeriod) {
  const Model model = chain(2);
  const auto remarks = [&](double strongest, double period, const char* name) {
    Course course{{0, 10}, GibbsState{0.4}, {}};
    add_drive(course.drives, model,
              {"hop", "coupling.coupling1.strength",
               Ramps{{0, period / 2, period}, {0.05, strongest, 0.05}, period}});
    const Study study = driven(model, course, {name});
    std::vector<std::string> all;
    for (const Roads roads : {Roads::automatic, Roads::density_matrix}) {
      SweepOptions options;
      options.roads = roads;
      const Dataset dataset = run_sweep(study, options);
      const Variable* warnings = find_variable(dataset, "warning");
      all.push_back(!failure_reasons(dataset).empty() ? failure_reasons(dataset).front()
                    : warnings != nullptr
                        ? std::get<std::string>(warnings->attributes.at("warnings"))
                        : "");
    }
    return all;
  };
  for (const std::string& reason : remarks(0.9, 30, "global")) {
    EXPECT_NE(reason.find("the drive 'hop' has the angular frequency 0.2094"), std::string::npos)
        << reason;
  }
  for (const std::string& warning : remarks(0.3, 30, "global")) {
    EXPECT_NE(warning.find("the drive 'hop' is not slow: dH/dt is "), std::string::npos) << warning;
  }
  for (const std::string& nothing : remarks(0.06, 300, "global")) EXPECT_EQ(nothing, "");
  for (const std::string& nothing : remarks(0.9, 30, "local")) EXPECT_EQ(nothing, "");
}

TEST(Course, SaysWhatIsNotFollowed) {
  const auto error = [](Study study, const std::string& name, const std::string& output) {
    study.equations = {equation(name)};
    study.outputs = {make_observable(output)};
    try {
      run_sweep(study);
    } catch (const Error& e) {
      return std::string(e.what());
    }
    return std::string();
  };
  const Study study = study_of(oscillators(), {{0}, ProductState{}}, {"local"});
  EXPECT_EQ(error(study, "exact", "energy_flow"),
            "there is no exact current for this model: the exact current is known of the "
            "stationary state alone");
  EXPECT_NE(error(study, "global", "bond_flow").find("are those of stationary states"),
            std::string::npos);
}

}  // namespace
}  // namespace quflux::inline study
