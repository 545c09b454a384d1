#include "quflux/bath/lineshape.h"

#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/complex_math.h"
#include "quflux/core/constants.h"
#include "quflux/core/testing.h"
#include "quflux/numerics/quadrature.h"

namespace quflux::inline bath {
namespace {

using testing::HasSubstr;

// The integral itself.
Lineshape::Values by_quadrature(const Reservoir& reservoir, Complex time) {
  const double beta = 1 / reservoir.temperature;
  const auto integrand = [&](const Frequency& frequency) {
    const double w = frequency.value();
    RealVector result = RealVector::Zero(4);
    const double gamma = evaluate(reservoir.spectral_density, w) / (2 * kPi);
    const Complex later = Complex(0, -w) * time;  // e^later = e^{-iwt}
    // (n + 1)(1 - e^{-iwt}) + n (1 - e^{iwt}) and its derivative; the first sum cancels at small w.
    const double more = -1 / std::expm1(-beta * w);  // n + 1
    const Complex released = more * std::exp(later);
    const Complex absorbed = more * std::exp(-later - beta * w);
    const Complex half = std::sinh(later / 2.0);
    const Complex value = w < 0.1 ? -4.0 / std::expm1(beta * w) * half * half - expm1(later)
                                  : more * (1 + std::exp(-beta * w)) - released - absorbed;
    const Complex slope = Complex(0, w) * (released - absorbed);
    const Complex q = gamma / (w * w) * value;
    const Complex dq = gamma / (w * w) * slope;
    result << q.real(), q.imag(), dq.real(), dq.imag();
    return result;
  };
  std::vector<Segment> segments;
  double from = 0;
  for (double to = 1e-3; to < 1e6; to *= 2) {
    segments.push_back({0, from, to});
    from = to;
  }
  const RealVector found = integrate(integrand, segments, 1e-10).value;
  return {{found(0), found(1)}, {found(2), found(3)}};
}

void expect_same(const Reservoir& reservoir, Complex time, double accuracy) {
  const Lineshape::Values expected = by_quadrature(reservoir, time);
  const Lineshape::Values found = Lineshape(reservoir).at(time);
  EXPECT_LT(std::abs(found.value - expected.value), accuracy * std::abs(expected.value)) << time;
  EXPECT_LT(std::abs(found.slope - expected.slope), accuracy * std::abs(expected.slope)) << time;
}

// Half of 1/T below the real axis, where jumps are integrated, and closer to it.
const std::vector<Complex> kTimes{{0.0, -0.5}, {0.3, -0.5}, {2.0, -0.5}, {7.0, -0.3}, {-1.5, -0.4}};

TEST(Lineshape, OfPowerLawsIsTheIntegral) {
  // Below s = 1 the integrand has no finite value at w = 0, towards which the rule converges
  // slowly.
  for (const double s : {0.5, 1.0, 1.0000001, 1.4, 2.0, 2.0000001, 3.0}) {
    SCOPED_TRACE(s);
    for (const double wc : {0.5, 4.0}) {
      const Reservoir reservoir{PowerLaw{0.3, s, wc}, 0.8};
      for (const Complex time : kTimes) expect_same(reservoir, time, s < 1 ? 1e-5 : 1e-8);
    }
  }
}

TEST(Lineshape, OfDrudeAndBrownianDensitiesIsTheIntegral) {
  constexpr double kTemperature = 0.8;
  const std::vector<SpectralDensity> densities{
      Drude{0.4, 3},
      Drude{0.4, 0.02},
      Drude{0.4, 2 * kPi * kTemperature},  // a Matsubara frequency
      Brownian{0.5, 2, 0.4},
      Brownian{0.5, 1, 5},
      Brownian{0.5, 1, 2},  // the last one critical
      DensitySum{{Drude{0.4, 3}, Brownian{0.5, 2, 0.4}, PowerLaw{0.1, 1, 2}}}};
  for (const SpectralDensity& density : densities) {
    SCOPED_TRACE(density.index());
    for (const Complex time : kTimes) expect_same({density, kTemperature}, time, 1e-8);
  }
}

TEST(Lineshape, BeginsWithTheReorganisationEnergy) {
  for (const SpectralDensity& density : std::vector<SpectralDensity>{
           PowerLaw{0.3, 1, 4}, PowerLaw{0.3, 3, 2}, Drude{0.4, 3}, Brownian{0.5, 2, 0.4}}) {
    const Lineshape lineshape({density, 0.7});
    // q'(0) = i lambda; Drude densities approach it as t ln t.
    const auto [value, slope] = lineshape.at(1e-9);
    EXPECT_NEAR(slope.imag(), lineshape.reorganisation_energy(), 1e-7);
    EXPECT_LT(std::abs(value), 1e-8);
  }
}

TEST(Lineshape, MeetsItselfAcrossTheStrip) {
  // q(-t - i/T) = q(t), as detailed balance has it.
  for (const SpectralDensity& density :
       std::vector<SpectralDensity>{PowerLaw{0.3, 0.6, 4}, PowerLaw{0.3, 1, 4},
                                    PowerLaw{0.3, 2.5, 2}, Drude{0.4, 3}, Brownian{0.5, 2, 0.4}}) {
    const Lineshape lineshape({density, 0.7});
    const Complex time(0.9, -0.4);
    const auto [value, slope] = lineshape.at(time);
    const auto [mirrored, mirrored_slope] = lineshape.at(-time - Complex(0, 1 / 0.7));
    EXPECT_LT(std::abs(value - mirrored), 1e-12 * std::abs(value));
    EXPECT_LT(std::abs(slope + mirrored_slope), 1e-11 * std::abs(slope));
  }
}

TEST(Lineshape, GrowsWhereTheRateAtZeroFrequencyDoesNotVanish) {
  EXPECT_TRUE(Lineshape({PowerLaw{0.3, 1, 4}, 0.7}).grows());
  EXPECT_TRUE(Lineshape({Drude{0.3, 4}, 0.7}).grows());
  EXPECT_FALSE(Lineshape({PowerLaw{0.3, 3, 4}, 0.7}).grows());
  EXPECT_FALSE(Lineshape({PowerLaw{0.3, 1.5, 4}, 0}).grows());
  EXPECT_FALSE(Lineshape({Drude{0, 4}, 0.7}).grows());
}

TEST(Lineshape, SaysWhyThereIsNone) {
  const auto message = [](const SpectralDensity& density, double temperature) {
    return error_of([&] { Lineshape({density, temperature}); });
  };
  EXPECT_THAT(message(PowerLaw{0.1, 1}, 1), HasSubstr("without a cutoff diverges"));
  EXPECT_THAT(message(PowerLaw{0.1, 0.5}, 1), HasSubstr("reorganisation energy"));
  EXPECT_THAT(message(PowerLaw{0.1, 0, 2}, 1), HasSubstr("must be above 0"));
  EXPECT_THAT(message(Drude{0.1, 1}, 0), HasSubstr("at T = 0"));
  EXPECT_THAT(message(Function{[](double w) { return w; }}, 1), HasSubstr("no closed form"));
}

}  // namespace
}  // namespace quflux::inline bath
