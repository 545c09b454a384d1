#include "quflux/validity/equilibrium_noise.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/steady_state.h"
#include "quflux/validity/testing.h"

namespace quflux::inline validity {
namespace {

// A two-level system between c = 0.01, T = 1 and c = 0.02, T = 0.3: the second derivative of the
// largest eigenvalue of its 2 x 2 rate matrix with the rates of the first bath times exp(+-s).
TEST(FlowNoise, OfATwoLevelSystem) {
  Model model;
  model.sites = {{"a", TwoLevel{1}}};
  model.baths = {
      {.name = "h", .sites = {"a"}, .temperature = 1, .spectral_density = PowerLaw{0.01, 1}},
      {.name = "c", .sites = {"a"}, .temperature = 0.3, .spectral_density = PowerLaw{0.02, 1}}};
  const Generator generator = make_generator(to_system(model), kGlobal);
  const RealMatrix noise = flow_noise(generator, SteadyStateSolver().solve(generator));
  EXPECT_NEAR(noise(0, 0), 0.00277431339465, 1e-13);
  // Energy does not pile up: what comes from one bath goes to the other.
  EXPECT_NEAR(noise(0, 1), -noise(0, 0), 1e-15);
}

TEST(JohnsonNyquist, HoldsButForTheLocalEquation) {
  const System system = to_system(paper_pair(1.2, 0.05).model);
  const auto difference = [&](const MasterEquation& equation) {
    return *johnson_nyquist_difference(
        system, [&](const System& s) { return make_generator(s, equation); });
  };
  // Differences of the sixth order and rounding over their step leave 1e-9.
  EXPECT_LT(difference(kGlobal), 1e-9);
  EXPECT_LT(difference(kPartialSecular), 1e-9);
  EXPECT_LT(difference(kRedfield), 1e-9);
  EXPECT_GT(difference(kLocal), 1e-4);
}

// Of two baths |noise/(2 T^2 dJ/dT) - 1|, by differences of flows.
TEST(JohnsonNyquist, IsOfWhatTheSlopesSay) {
  System system = to_system(paper_pair(1, 0.2).model);
  const auto local = [](const System& s) { return make_generator(s, kLocal); };
  constexpr double kTemperature = 0.21;  // the mean
  const auto flow_at = [&](double second) {
    system.baths[0].reservoir.temperature = kTemperature;
    system.baths[1].reservoir.temperature = second;
    const Generator generator = local(system);
    return energy_flows(generator, steady_state(generator))(1);
  };
  constexpr double kStep = 1e-3;
  const double slope = (8 * (flow_at(kTemperature + kStep) - flow_at(kTemperature - kStep)) -
                        (flow_at(kTemperature + 2 * kStep) - flow_at(kTemperature - 2 * kStep))) /
                       (12 * kStep);
  system.baths[1].reservoir.temperature = kTemperature;
  const Generator generator = local(system);
  const double noise = flow_noise(generator, SteadyStateSolver().solve(generator))(1, 1);
  const double expected = std::abs(noise / (2 * kTemperature * kTemperature * slope) - 1);
  EXPECT_GT(expected, 0.01);
  // The fourth power of a step beside the temperature.
  EXPECT_NEAR(*johnson_nyquist_difference(system, local), expected, 1e-5);
}

}  // namespace
}  // namespace quflux::inline validity
