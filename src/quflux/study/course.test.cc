// Courses by N x N moments against those of the density matrix.

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/model/check_model.h"
#include "quflux/study/run_sweep.h"

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
  for (const char* name : {"energy_flow", "energy_transferred", "occupations"}) {
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
