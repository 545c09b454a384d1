#include "quflux/mapping/surrogate.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/testing.h"
#include "quflux/model/check_model.h"
#include "quflux/model/system_builder.h"

namespace quflux::inline mapping {
namespace {

const std::vector<double> kTransitions{1.0};

TEST(SurrogateFit, FindsANarrowMode) {
  // Rates of a narrow Brownian density are those of its mode, damped.
  const double width = 0.02;
  const SurrogateFit fit =
      fit_surrogate({Brownian{0.3, 1.5, width}, 0.6}, 0, ModeKind::boson, 1, std::vector{1.5});
  EXPECT_NEAR(fit.modes[0].frequency, 1.5, 0.1 * width);
  EXPECT_NEAR(fit.modes[0].coupling, 0.3, 0.3 * 0.02);
  EXPECT_NEAR(fit.modes[0].rate, width, 0.05 * width);
  EXPECT_LT(fit.misfit, 0.01);
}

TEST(SurrogateFit, GetsBetterWithMoreModes) {
  for (const ModeKind kind : {ModeKind::two_level, ModeKind::boson}) {
    double before = 1;
    for (const std::size_t count : {1, 2, 3}) {
      const SurrogateFit fit = fit_surrogate({Drude{0.1, 2}, 1}, 0, kind, count, kTransitions);
      EXPECT_EQ(fit.modes.size(), count);
      EXPECT_LT(fit.misfit, before);
      before = fit.misfit;
      for (const SurrogateMode& mode : fit.modes) {
        EXPECT_GT(mode.frequency, 0);
        EXPECT_GT(mode.rate, 0);
      }
    }
    EXPECT_LT(before, 0.05);
  }
}

// A line between the frequencies that are compared could have any height: it would be strongly
// coupled and never swapped.
TEST(SurrogateFit, HasNoLineWhereTheBathHasNone) {
  for (const double frequency : {1.0, 1.5, 1.03}) {
    const Reservoir reservoir{Brownian{0.02, frequency, 0.3}, 0.5};
    for (const ModeKind kind : {ModeKind::two_level, ModeKind::boson}) {
      for (const std::size_t count : {1, 2, 3}) {
        const SurrogateFit fit = fit_surrogate(reservoir, 0, kind, count, kTransitions);
        double square = 0;
        for (const SurrogateMode& mode : fit.modes) square += std::pow(mode.coupling, 2);
        // <B^2> is coupling^2 (2n + 1), the share of two-level modes coupling^2: up to 0.02^2 1.3.
        EXPECT_LT(square, 2 * 0.02 * 0.02) << frequency << " " << count;
      }
    }
  }
}

// No line falls off like exp(-w/T): what is left of it at -w must not drive a mode away from w.
TEST(SurrogateFit, KeepsTheRateDownwardsOfAColdBath) {
  for (const double temperature : {0.1, 0.05, 0.02}) {
    const Reservoir reservoir{Brownian{0.3, 3, 1}, temperature};
    for (const ModeKind kind : {ModeKind::two_level, ModeKind::boson}) {
      const SurrogateFit fit = fit_surrogate(reservoir, 0, kind, 1, kTransitions);
      const double found = surrogate_rate(kind, fit.modes, temperature, 1);
      const double wanted = *transition_rate(reservoir, 1);
      EXPECT_GT(found, wanted / 2) << temperature;
      EXPECT_GE(fit.misfit, std::max(found / wanted, wanted / found) - 1);
    }
  }
}

TEST(SurrogateFit, ScalesWithTheDensity) {
  const auto fit = [](double c) {
    return fit_surrogate({Drude{c, 2}, 1}, 0, ModeKind::two_level, 2, kTransitions);
  };
  const SurrogateFit weak = fit(0.01);
  const SurrogateFit strong = fit(1);
  EXPECT_NEAR(strong.modes[0].coupling / weak.modes[0].coupling, 10, 1e-3);
  EXPECT_NEAR(strong.misfit, weak.misfit, 1e-4);
}

TEST(SurrogateFit, OfNothingIsNothing) {
  const SurrogateFit fit = fit_surrogate({Drude{0, 2}, 1}, 3, ModeKind::boson, 2, kTransitions);
  ASSERT_EQ(fit.modes.size(), 2);
  EXPECT_EQ(fit.modes[1].coupling, 0);
  EXPECT_EQ(fit.modes[1].bath, 3);
}

TEST(SurrogateModel, NamesWhatItAdds) {
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  add_site(model, {"hot_mode1", TwoLevel{2}});
  add_bath(model, {.name = "hot",
                   .sites = {"a", "hot_mode1"},
                   .weights = {1, 0.5},
                   .temperature = 1,
                   .spectral_density = Drude{0.1, 2}});
  const std::vector<SurrogateMode> modes{{0, 1, 0.2, 0.3}};
  const std::vector<std::size_t> levels{4};
  const Model found = surrogate_model(model, ModeKind::boson, modes, levels);
  ASSERT_EQ(found.sites.size(), 3);
  EXPECT_EQ(found.sites[2].name, "hot_mode1_");
  ASSERT_EQ(found.couplings.size(), 2);
  EXPECT_DOUBLE_EQ(found.couplings[1].strength, 0.1);
  EXPECT_EQ(found.lindblad[1].name, "hot_mode1__heating");
  EXPECT_TRUE(found.baths.empty());
  EXPECT_EQ(dimension(found), 16);
}

// S of an atom, said as a sum of parts that are not Hermitian and as a whole.
TEST(SurrogateModel, CouplesSumsOfOperatorsOnce) {
  const std::vector<SurrogateMode> modes{{0, 1, 0.2, 0.3}};
  Model model;
  add_site(model, {"a", TwoLevel{1}});
  model.baths = {{.name = "hot",
                  .sites = {"a", "a"},
                  .site_operator = {},
                  .operators_of_sites = {"sm", "sp"},
                  .temperature = 1,
                  .spectral_density = Drude{0.1, 2}}};
  const System parts = to_system(surrogate_model(model, ModeKind::two_level, modes, {}));
  model.baths[0].sites = {"a"};
  model.baths[0].operators_of_sites = {"sx"};
  const System whole = to_system(surrogate_model(model, ModeKind::two_level, modes, {}));
  EXPECT_LE((parts.hamiltonian - whole.hamiltonian).cwiseAbs().maxCoeff(), 1e-15);
  EXPECT_NEAR(whole.hamiltonian.cwiseAbs().minCoeff(), 0, 1e-15);
  EXPECT_NEAR(std::abs(whole.hamiltonian(0, 3)), 0.2, 1e-15);
  EXPECT_NEAR(std::abs(parts.hamiltonian(0, 3)), 0.2, 1e-15);
}

TEST(TransitionFrequencies, AreThoseThatTheBathDrives) {
  System system{Matrix(RealVector{{0, 1, 3}}.cast<Complex>().asDiagonal()), {}};
  Matrix s = Matrix::Zero(3, 3);
  s(0, 1) = s(1, 0) = 1;
  s(2, 2) = 1;
  system.baths.push_back({"b", s, {Drude{0.1, 2}, 1}});
  EXPECT_THAT(transition_frequencies(system, 0), testing::ElementsAre(testing::DoubleEq(1)));
}

}  // namespace
}  // namespace quflux::inline mapping
