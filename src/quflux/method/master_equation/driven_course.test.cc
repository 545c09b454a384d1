// Courses along drives: against testdata/driving.json, against closed forms, and the laws of
// thermodynamics on the way.

#include "quflux/method/master_equation/driven_course.h"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/core/test_data.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/check_model.h"
#include "quflux/observable/entropy_production.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {
namespace {

using nlohmann::json;

constexpr Quantities kAll{Quantity::flows,      Quantity::states,     Quantity::hamiltonians,
                          Quantity::heats,      Quantity::dissipated, Quantity::work,
                          Quantity::flow_errors};

Answer follow(Model model, const Course& course, const MasterEquation& equation) {
  BoundSweep nowhere(model, {}, course.times.size());
  const Solve solve =
      follow_density_matrix({model, nowhere}, {RoadEquation{equation, {}}}, kAll, course);
  Answer answer;
  answer.reset(course.times.size(), kAll, flow_count(model), model.sites.size(),
               model.couplings.size());
  solve({0, course.times.size()}, std::span(&answer, 1));
  return answer;
}

// Two atoms, each with a bath.
Model pair(double coupling, double c1 = 0.02, double c2 = 0.03) {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  add_site(model, {"b", TwoLevel{1}});
  add_coupling(model, {"ab", CouplingKind::exchange, {"a", "b"}, {}, coupling});
  add_bath(model, {.name = "cold",
                   .sites = {"a"},
                   .temperature = 0.3,
                   .spectral_density = PowerLaw{c1, 1, std::nullopt}});
  add_bath(model, {.name = "hot",
                   .sites = {"b"},
                   .temperature = 0.5,
                   .spectral_density = PowerLaw{c2, 1, std::nullopt}});
  return model;
}

const ProductState kThermal{{{"a", AtTemperature{0.3}}, {"b", AtTemperature{0.5}}}};

std::vector<double> equal_times(double to, int steps) {
  std::vector<double> times;
  for (int k = 0; k <= steps; ++k) times.push_back(to * k / steps);
  return times;
}

double energy(const Answer& answer, std::size_t i) {
  return (answer.hamiltonians[i] * answer.states[i]).trace().real();
}

double heat(const Answer& answer, std::size_t i) {
  return answer.heats[2 * i] + answer.heats[2 * i + 1];
}

double largest_heat(const Answer& answer) {
  double largest = 0;
  for (const double q : answer.heats) largest = std::max(largest, std::abs(q));
  return largest;
}

// |E(t) - E(0) - sum Q - W|, where it is largest.
double imbalance(const Answer& answer) {
  double largest = 0;
  for (std::size_t i = 0; i < answer.work.size(); ++i) {
    const double change = energy(answer, i) - energy(answer, 0);
    largest = std::max(largest, std::abs(change - heat(answer, i) - answer.work[i]));
  }
  return largest;
}

// What the steps are allowed to leave of energies of order one.
constexpr double kSteps = 1e-12;

TEST(DrivenCourse, ReferenceOfASine) {
  // The reference says that it is good to 1e-9.
  constexpr double kTolerance = 1e-9;
  const json reference = test_data("driving.json");
  Course course{reference.at("times").get<std::vector<double>>(), kThermal, {}};
  const Model model = pair(0.06);
  add_drive(course.drives, model, {"", "site.a.frequency", Sine{0.2, 300}});
  for (const auto& [name, expected] : reference.at("results").items()) {
    SCOPED_TRACE(name);
    const Answer answer = follow(model, course, find_master_equation(name));
    ASSERT_TRUE(answer.reasons.empty());
    for (std::size_t i = 0; i < course.times.size(); ++i) {
      const json& row = expected.at("rows").at(i);
      const Matrix rho = matrix_from_json(row.at("rho_re"), row.at("rho_im"));
      EXPECT_LE((answer.states[i] - rho).cwiseAbs().maxCoeff(), kTolerance);
      EXPECT_NEAR(answer.work[i], row.at("W").get<double>(), kTolerance);
      EXPECT_NEAR(energy(answer, i), row.at("E").get<double>(), kTolerance);
      for (std::size_t j = 0; j < 2; ++j) {
        EXPECT_NEAR(answer.flows[2 * i + j], row.at("J").at(j).get<double>(), kTolerance);
        EXPECT_NEAR(answer.heats[2 * i + j], row.at("Q").at(j).get<double>(), kTolerance);
      }
      EXPECT_LT(answer.flow_errors[i], 1e-11);
    }
    EXPECT_LE(imbalance(answer), kSteps * largest_heat(answer) + 1e-14);
  }
}

// Only the work of jumps: nothing is left but rounding.
TEST(DrivenCourse, AJumpDoesTheWorkOfItsOwnState) {
  const Model model = pair(0.06);
  Course course{{0, 10, 20, 20, 30, 45, 60}, kThermal, {}};
  add_drive(course.drives, model, {"", "site.a.frequency", Steps{{20, 45}, {1.3, 0.8}}});
  add_drive(course.drives, model, {"", "coupling.ab.strength", Steps{{30}, {0.02}}});
  for (const MasterEquation& equation : kMasterEquations) {
    SCOPED_TRACE(equation.name);
    const Answer answer = follow(model, course, equation);
    EXPECT_LE(imbalance(answer), 1e-12 * largest_heat(answer) + 1e-15);
    EXPECT_EQ(answer.work[1], 0);
    const Matrix jump = answer.hamiltonians[2] - answer.hamiltonians[1];
    EXPECT_NEAR(jump.norm(), 0.3 * std::numbers::sqrt2, 1e-15);  // n of a in four levels
    EXPECT_NEAR(answer.work[2], (jump * answer.states[2]).trace().real(), 1e-14);
    EXPECT_EQ(answer.work[3], answer.work[2]);
  }
}

TEST(DrivenCourse, ADriveThatDoesNothingChangesNothing) {
  const Model model = pair(0.06);
  Course course{{0, 1, 3, 100, 1e4}, kThermal, {}};
  for (const MasterEquation& equation : kMasterEquations) {
    SCOPED_TRACE(equation.name);
    const Answer without = follow(model, course, equation);
    for (const DriveShape& shape :
         {DriveShape(Steps{{5, 50}, {1, 1}}), DriveShape(Sine{1e-300, 1000}),
          DriveShape(Ramps{{0, 10, 40}, {1, 1, 1}}), DriveShape(Pulse{1e-300, 50, 3})}) {
      Course driven = course;
      add_drive(driven.drives, model, {"", "site.a.frequency", shape});
      const Answer with = follow(model, driven, equation);
      for (std::size_t i = 0; i < course.times.size(); ++i) {
        EXPECT_LE((with.states[i] - without.states[i]).cwiseAbs().maxCoeff(), kSteps);
      }
      for (std::size_t i = 0; i < with.heats.size(); ++i) {
        // Of heats of several units, after thousands of steps.
        EXPECT_NEAR(with.heats[i], without.heats[i], 1e-11 + 1e-12 * std::abs(with.heats[i]));
      }
    }
  }
}

// Without baths and detuning a pulse of the coupling turns the state by its area: (a, b) share
// their quantum as sin^2 of it, however short it is beside the times.
TEST(DrivenCourse, ShortPulsesAreNeverSteppedOver) {
  const Model model = pair(0, 0, 0);
  for (const double width : {1.0, 1e-1, 1e-3, 1e-5}) {
    for (const double center : {123.456, 500.0, 999.0}) {
      Course course{{0, 1000}, ProductState{{{"a", InLevel{1}}}}, {}};
      const double area = 0.7;
      const double height = area / (width * std::sqrt(2 * std::numbers::pi));
      add_drive(course.drives, model, {"", "coupling.ab.strength", Pulse{height, center, width}});
      const Answer answer = follow(model, course, kLocal);
      if (width > 0.5 && center > 990) continue;  // not over at the end
      EXPECT_NEAR(answer.states[1](1, 1).real(), std::pow(std::sin(area), 2), kSteps) << width;
      EXPECT_NEAR(answer.work[1], 0, 1e-12);  // on resonance there is none
    }
  }
}

// However late a short pulse or ramp comes: times are counted from where its stretch begins.
TEST(DrivenCourse, TheFirstLawHoldsOfShortPulses) {
  const Model model = pair(0.06);
  const double begin = 732.1;
  for (const double width : {1.0, 1e-2, 1e-4}) {
    for (const char* path : {"site.a.frequency", "coupling.ab.strength"}) {
      for (const DriveShape& shape :
           {DriveShape(Pulse{0.3, begin, width}), DriveShape(Pulse{0.3 / width, begin, width}),
            DriveShape(Ramps{{begin, begin + width, 900}, {0.2, 0.5, 0.9}})}) {
        SCOPED_TRACE(fmt::format("{} {}", path, width));
        Course course{{0, begin, begin + width / 3, begin + width, 1000}, kThermal, {}};
        add_drive(course.drives, model, {"", path, shape});
        const Answer answer = follow(model, course, kRedfield);
        ASSERT_TRUE(answer.reasons.empty());
        EXPECT_LE(imbalance(answer), 1e-12 * largest_heat(answer));
      }
    }
  }
}

// As above at places by chance, by a pulse that is known and by one that is a function, which is
// looked at no closer than a thousandth of the time.
TEST(DrivenCourse, APulseOfAThousandthIsFoundWhereverItIs) {
  const Model model = pair(0, 0, 0);
  const double width = 1;
  const double area = 0.7;
  const double height = area / (width * std::sqrt(2 * std::numbers::pi));
  std::mt19937_64 generator(1);
  std::uniform_real_distribution<double> anywhere(10, 990);
  for (int k = 0; k < 6; ++k) {
    const double center = anywhere(generator);
    SCOPED_TRACE(center);
    const auto pulse = [=](double t) {
      return height * std::exp(-std::pow((t - center) / width, 2) / 2);
    };
    for (const DriveShape& shape :
         {DriveShape(Pulse{height, center, width}), DriveShape(FunctionOfTime{pulse, width})}) {
      Course course{{0, 1000}, ProductState{{{"a", InLevel{1}}}}, {}};
      add_drive(course.drives, model, {"", "coupling.ab.strength", shape});
      const Answer answer = follow(model, course, kLocal);
      EXPECT_NEAR(answer.states[1](1, 1).real(), std::pow(std::sin(area), 2), kSteps);
    }
  }
}

TEST(DrivenCourse, ATableIsFollowedFromPointToPoint) {
  const Model model = pair(0, 0, 0);
  Course course{{0, 7, 10, 20}, ProductState{{{"a", InLevel{1}}}}, {}};
  add_drive(course.drives, model, {"", "coupling.ab.strength", Ramps{{0, 5, 10}, {0.1, 0.3, 0.0}}});
  const Answer answer = follow(model, course, kLocal);
  // The area below 0.1 ... 0.3 ... 0 is 1 + 0.75, up to t = 7 it is 1 + 2 (0.3 + 0.18)/2.
  EXPECT_NEAR(answer.states[1](1, 1).real(), std::pow(std::sin(1.48), 2), 1e-13);
  EXPECT_NEAR(answer.states[2](1, 1).real(), std::pow(std::sin(1.75), 2), 1e-13);
  EXPECT_NEAR(answer.states[3](1, 1).real(), std::pow(std::sin(1.75), 2), 1e-13);
}

// A number of a bath changes: no work, and the energy is that of the heats.
TEST(DrivenCourse, ATemperatureDoesNoWork) {
  const Model model = pair(0.06);
  Course course{equal_times(400, 8), kThermal, {}};
  add_drive(course.drives, model, {"", "bath.hot.temperature", Sine{0.2, 30}});
  const Answer answer = follow(model, course, kGlobal);
  ASSERT_TRUE(answer.reasons.empty());
  EXPECT_LE(imbalance(answer), kSteps * largest_heat(answer));
  for (const double work : answer.work) EXPECT_EQ(work, 0);
}

// One that is a function takes the same way; its work is what the first law leaves.
TEST(DrivenCourse, AFunctionIsTheShapeThatItSays) {
  const Model model = pair(0.06);
  Course course{equal_times(300, 6), kThermal, {}};
  Course same = course;
  add_drive(course.drives, model, {"", "site.a.frequency", Sine{0.2, 300}});
  const auto sine = [](double t) { return 1 + 0.2 * std::sin(2 * std::numbers::pi * t / 300); };
  add_drive(same.drives, model, {"", "site.a.frequency", FunctionOfTime{sine, 20}});
  for (const MasterEquation& equation : {kLocal, kRedfield}) {
    const Answer one = follow(model, course, equation);
    const Answer other = follow(model, same, equation);
    for (std::size_t i = 0; i < course.times.size(); ++i) {
      EXPECT_LE((one.states[i] - other.states[i]).cwiseAbs().maxCoeff(), kSteps);
      EXPECT_NEAR(one.work[i], other.work[i], kSteps);
    }
  }
}

Course cycle_of(const Model& model, std::vector<Drive> drives, double periods = 1) {
  Course course{{}, LimitCycle{}, {}};
  for (Drive& drive : drives) add_drive(course.drives, model, std::move(drive));
  course.times = equal_times(periods * common_period(course.drives), 4);
  return course;
}

const std::vector<std::vector<Drive>> kPeriodic{
    {{"", "site.a.frequency", Sine{0.2, 100}}},
    {{"", "site.a.frequency", Sine{0.2, 100}}, {"", "coupling.ab.strength", Sine{0.02, 50, 1}}},
    {{"", "site.a.frequency", Steps{{0, 30, 60}, {1.2, 0.9, 1.1}, 100}},
     {"", "bath.hot.temperature", Steps{{0, 60}, {0.5, 0.4}, 100}}},
    {{"", "site.a.frequency", Ramps{{0, 20, 70, 100}, {1, 1.3, 0.9, 1}, 100}}},
    {{"", "coupling.ab.strength", Pulse{0.1, 90, 4, 100}}}};

TEST(DrivenCourse, TheLimitCycleReturnsAndItsHeatsAndWorkAddUpToZero) {
  const Model model = pair(0.06);
  for (const std::vector<Drive>& drives : kPeriodic) {
    const Course course = cycle_of(model, drives);
    for (const MasterEquation& equation : {kLocal, kGlobal}) {
      SCOPED_TRACE(equation.name);
      const Answer answer = follow(model, course, equation);
      ASSERT_TRUE(answer.reasons.empty()) << answer.reasons.begin()->second;
      // Relaxation, some 30 of time, is faster than the period: errors are those of the steps.
      EXPECT_LE((answer.states.back() - answer.states.front()).cwiseAbs().maxCoeff(), kSteps);
      EXPECT_NEAR(answer.states.front().trace().real(), 1, kSteps);
      EXPECT_NEAR(heat(answer, 4) + answer.work.back(), 0, kSteps);
    }
  }
}

TEST(DrivenCourse, EveryStateGoesToTheLimitCycle) {
  const Model model = pair(0.06);
  for (const std::vector<Drive>& drives : kPeriodic) {
    const Course cycle = cycle_of(model, drives);
    Course from_thermal = cycle_of(model, drives, 12);
    from_thermal.initial = kThermal;
    const Answer expected = follow(model, cycle, kGlobal);
    const Answer answer = follow(model, from_thermal, kGlobal);
    // The slowest rate, about 0.03, has gone down to e^-36.
    EXPECT_LE((answer.states.back() - expected.states.front()).cwiseAbs().maxCoeff(), kSteps);
  }
}

TEST(DrivenCourse, FastDrivesAreRefusedByName) {
  const Model model = pair(0.06);
  for (const DriveShape& shape : {DriveShape(Sine{0.2, 6}), DriveShape(Steps{{0, 3}, {1, 1.2}, 6}),
                                  DriveShape(Ramps{{0, 3, 6}, {1, 1.2, 1}, 6})}) {
    Course course{{0, 10}, kThermal, {}};
    add_drive(course.drives, model, {"kick", "site.a.frequency", shape});
    const Answer answer = follow(model, course, kGlobal);
    ASSERT_EQ(answer.reasons.size(), 2U);
    const std::string& reason = answer.reasons.begin()->second;
    EXPECT_NE(reason.find("the drive 'kick' has the angular frequency 1.047"), std::string::npos)
        << reason;
    EXPECT_NE(reason.find("Floquet"), std::string::npos);
  }
}

// At half of the time the splitting is a tenth of what it is at both ends, or the other way round.
TEST(DrivenCourse, TheLowestExchangeOfAPeriodDecides) {
  const Model model = pair(0.06);
  const auto refused = [&](const DriveShape& shape, const MasterEquation& equation) {
    Course course{{0, 100}, kThermal, {}};
    add_drive(course.drives, model, {"", "coupling.ab.strength", shape});
    return !follow(model, course, equation).reasons.empty();
  };
  // The baths exchange energy at 1 - 0.9 and 1 + 0.9 where the coupling is 0.9.
  for (const double begin : {0.0, 15.0}) {
    const Ramps ramps = begin == 0 ? Ramps{{0, 15, 30}, {0.9, 0.05, 0.9}, 30}
                                   : Ramps{{0, 15, 30}, {0.05, 0.9, 0.05}, 30};
    EXPECT_TRUE(refused(ramps, kGlobal));
    EXPECT_FALSE(refused(ramps, kLocal)) << "its baths see the sites alone, at 1";
  }
  EXPECT_FALSE(refused(Ramps{{0, 15, 30}, {0.3, 0.05, 0.3}, 30}, kGlobal));
}

// The frequency passes through zero twice a period, between all samples for most amplitudes; at 1
// it touches zero.
TEST(DrivenCourse, FrequenciesThatVanishBetweenSamplesDecideToo) {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  add_bath(model,
           {.name = "b", .sites = {"a"}, .temperature = 1, .spectral_density = PowerLaw{0.01}});
  for (const double amplitude : {0.97, 1.0, 1.2, 1.3, 1.7, 2.0, 3.3, 4.7, 10.0}) {
    Course course{{0, 300}, kThermal, {}};
    add_drive(course.drives, model, {"", "site.a.frequency", Sine{amplitude, 200}});
    EXPECT_FALSE(follow(model, course, kGlobal).reasons.empty()) << amplitude;
  }
}

TEST(DrivenCourse, FastDrivesOfBathsAreRefusedAndThoseOfChannelsAreFollowed) {
  Model model = pair(0.06);
  add_lindblad(model, {"loss", {"a"}, "sm", {}, std::nullopt, 0.01});
  const auto reasons = [&](const char* path, double period) {
    Course course{{0, 10}, kThermal, {}};
    add_drive(course.drives, model, {"", path, Sine{0.005, period}});
    return follow(model, course, kGlobal).reasons;
  };
  EXPECT_EQ(reasons("bath.hot.temperature", 1e-3).size(), 2U);
  EXPECT_EQ(reasons("bath.hot.spectral_density.coefficient", 12).size(), 2U);  // 0.94 / 2 is 13.4
  EXPECT_TRUE(reasons("bath.hot.spectral_density.coefficient", 14).empty());
  EXPECT_TRUE(reasons("lindblad.loss.rate", 1).empty());
}

TEST(DrivenCourse, DrivesThatAreNotSlowBesideTheSplittingsHaveAWarning) {
  const Model model = pair(0.06);
  const auto warning = [&](double period, const MasterEquation& equation) {
    Course course{{0, 10}, kThermal, {}};
    add_drive(course.drives, model, {"lift", "site.a.frequency", Sine{0.2, period}});
    const Answer answer = follow(model, course, equation);
    return answer.warnings.empty() ? "" : answer.warnings.at(1);
  };
  // |<+|n_a|->| = 1/2: 0.1 (2 pi/period)/0.12^2 at t = 0.
  EXPECT_NE(warning(100, kGlobal)
                .find("'lift' is not slow: dH/dt is 0.436 of the square of the "
                      "splitting 0.12 at t = 0"),
            std::string::npos)
      << warning(100, kGlobal);
  EXPECT_EQ(warning(1000, kGlobal), "");
  EXPECT_EQ(warning(100, kLocal), "") << "the states of single sites are not mixed";
}

TEST(DrivenCourse, AFunctionIsJudgedAsTheShapeThatItIs) {
  const Model model = pair(0.06);
  const auto judged = [&](const DriveShape& shape) {
    Course course{{0, 100}, kThermal, {}};
    add_drive(course.drives, model, {"lift", "site.a.frequency", shape});
    const Answer answer = follow(model, course, kGlobal);
    const auto& words = answer.reasons.empty() ? answer.warnings : answer.reasons;
    return words.empty() ? std::string() : words.at(0);
  };
  const auto sine = [](double period) {
    return [=](double t) { return 1 + 0.2 * std::sin(2 * std::numbers::pi * t / period); };
  };
  EXPECT_EQ(judged(FunctionOfTime{sine(1000), 0.1}), "");
  const std::string not_slow = judged(Sine{0.2, 100});
  EXPECT_NE(not_slow.find("0.436"), std::string::npos);
  EXPECT_EQ(judged(FunctionOfTime{sine(100), 0.1}).substr(0, 70), not_slow.substr(0, 70));
  EXPECT_EQ(judged(FunctionOfTime{sine(6), 0.1, 6}), judged(Sine{0.2, 6}));
}

// Found without the propagator, where a period is longer than memory.
TEST(DrivenCourse, TheLimitCycleOfASlowDriveIsWhatAStateGoesTo) {
  const Model model = pair(0.06);
  const double period = 1000;
  const Course cycle = cycle_of(model, {{"", "site.a.frequency", Sine{0.2, period}}});
  Course from_thermal = cycle;
  from_thermal.initial = kThermal;
  from_thermal.times = {0, 2 * period};
  const Answer expected = follow(model, from_thermal, kRedfield);
  const Answer answer = follow(model, cycle, kRedfield);
  ASSERT_TRUE(answer.reasons.empty());
  EXPECT_LE((answer.states.front() - expected.states.back()).cwiseAbs().maxCoeff(), kSteps);
}

// Periods beyond all memory, of which only the drive decides how long they take.
TEST(DrivenCourse, AVerySlowCycleIsThatOfStationaryStates) {
  const Model model = pair(0.06);
  const double period = 1e7;
  const Course cycle = cycle_of(model, {{"", "site.a.frequency", Sine{0.2, period}}});
  const Answer answer = follow(model, cycle, kRedfield);
  ASSERT_TRUE(answer.reasons.empty());
  // A quarter of a period later the drive turns: the state lags behind it by (30/period)^2.
  Model still = model;
  parameter(still, "site.a.frequency") = 1.2;
  const Matrix expected = steady_state(make_generator(to_system(still), kRedfield));
  EXPECT_LE((answer.states[1] - expected).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_LE(imbalance(answer), 1e-12 * largest_heat(answer));
  EXPECT_LE((answer.states.back() - answer.states.front()).cwiseAbs().maxCoeff(), 1e-11);
}

TEST(DrivenCourse, MoreThanOneCycleIsTold) {
  const Model model = pair(0, 0.02, 0);
  const Course cycle = cycle_of(model, {{"", "site.a.frequency", Sine{0.2, 100}}});
  const Answer answer = follow(model, cycle, kGlobal);
  ASSERT_FALSE(answer.reasons.empty());
  EXPECT_NE(answer.reasons.begin()->second.find("not unique"), std::string::npos);
}

TEST(DrivenCourse, NumbersThatADriveMayNotReachAreTold) {
  const Model model = pair(0.06);
  Course course{{0, 100}, kThermal, {}};
  add_drive(course.drives, model, {"", "bath.hot.spectral_density.coefficient", Sine{0.1, 50}});
  const Answer answer = follow(model, course, kGlobal);
  ASSERT_EQ(answer.reasons.size(), 2U);
  const std::string& reason = answer.reasons.begin()->second;
  EXPECT_TRUE(reason.starts_with("at t = ")) << reason;
  EXPECT_NE(reason.find("bath 'hot'"), std::string::npos) << reason;
}

// sigma_j = -Tr(L_j[rho] (ln rho + H/T_j)) of a bath that makes jumps in the energy basis.
RC_GTEST_PROP(DrivenCourse, EveryBathProducesEntropyInTheGlobalEquation, ()) {
  const auto number = [](double from, double to) {
    return from + (to - from) * *rc::gen::inRange(0, 1001) / 1000.0;
  };
  const Model model = pair(number(0.02, 0.3), number(0.005, 0.05), number(0.005, 0.05));
  const double period = number(30, 100);
  Course course{equal_times(period, 8), kThermal, {}};
  add_drive(course.drives, model, {"", "site.a.frequency", Sine{number(0, 0.3), period}});
  add_drive(course.drives, model,
            {"", "coupling.ab.strength",
             Steps{{0.3 * period, 0.6 * period}, {number(0.02, 0.3), number(0.02, 0.3)}}});
  const Answer answer = follow(model, course, kGlobal);
  for (std::size_t i = 0; i < course.times.size(); ++i) {
    for (std::size_t j = 0; j < 2; ++j) {
      const Matrix& dissipated = answer.dissipated[i][j];
      const double heat = (answer.hamiltonians[i] * dissipated).trace().real();
      RC_ASSERT(std::abs(heat - answer.flows[2 * i + j]) <= 1e-14);
      const double sigma =
          entropy_rate(answer.states[i], dissipated) - heat / model.baths[j].temperature;
      RC_ASSERT(sigma >= -1e-13);  // rounding of logarithms
    }
  }
  RC_ASSERT(imbalance(answer) <= kSteps * std::max(1.0, largest_heat(answer)));
}

}  // namespace
}  // namespace quflux::inline master_equation
