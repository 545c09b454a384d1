#include "quflux/method/network/self_energy.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/bath/lamb_shift.h"

namespace quflux::inline network {
namespace {

TEST(SelfEnergy, ClosedFormsAgreeWithTheIntegral) {
  const std::vector<SpectralDensity> densities{PowerLaw{0.3, 1, 2},
                                               PowerLaw{0.3, 2, 2},
                                               PowerLaw{0.3, 3, 0.5},
                                               Drude{0.2, 3},
                                               PowerLaw{0.3, 0.5, 2},
                                               Brownian{0.2, 1.1, 0.3},
                                               Brownian{0.2, 1.1, 5},
                                               Brownian{0.2, 1.1, 2.2},
                                               Brownian{0.2, 1.1, 2.2 * (1 + 1e-5)},
                                               DensitySum{{Drude{0.2, 3}, Brownian{0.1, 2, 0.5}}}};
  for (const SpectralDensity& density : densities) {
    for (const double w : {1e-3, 0.1, 0.9, 1.0, 3.0, 7.0, 30.0, 200.0}) {
      for (const double sign : {1.0, -1.0}) {
        const double expected = lamb_shift({density, 0}, sign * w);
        // 1e-10 of its largest part is what the integral promises.
        EXPECT_NEAR(vacuum_shift(density, sign * w), expected, 2e-10) << sign * w;
      }
    }
    EXPECT_NEAR(vacuum_shift(density, 0), lamb_shift({density, 0}, 0), 2e-10);
  }
}

TEST(SelfEnergy, ContinuousBetweenItsForms) {
  for (const double exponent : {1.0, 2.0, 3.0}) {
    const PowerLaw p{1, exponent, 1};
    for (const double w : {10.0, 40.0, 40 + exponent}) {
      for (const double sign : {1.0, -1.0}) {
        const double below = vacuum_shift(p, sign * w * (1 - 1e-12));
        EXPECT_NEAR(vacuum_shift(p, sign * w * (1 + 1e-12)) / below, 1, 1e-8) << w;
      }
    }
  }
}

TEST(SelfEnergy, Options) {
  const PowerLaw p{0.3, 1, 2};
  EquationOptions options;
  const Complex full = BathSelfEnergy(p, options)(0.8);
  EXPECT_NEAR(full.real(), vacuum_shift(p, 0.8) + vacuum_shift(p, -0.8), 1e-15);
  EXPECT_NEAR(full.imag(), -evaluate(p, 0.8) / 2, 1e-15);
  options.self_energy = SelfEnergy::counter_term;
  const BathSelfEnergy countered(p, options);
  EXPECT_EQ(countered.at_zero(), 0);
  EXPECT_NEAR(countered(0.8).real(), full.real() - 2 * vacuum_shift(p, 0), 1e-15);
  options.self_energy = SelfEnergy::dissipative;
  EXPECT_EQ(BathSelfEnergy(p, options)(0.8), Complex(0, full.imag()));
  options = {};
  options.bath_coupling = BathCoupling::exchange;
  EXPECT_EQ(BathSelfEnergy(p, options)(0.8).real(), vacuum_shift(p, 0.8));
}

}  // namespace
}  // namespace quflux::inline network
