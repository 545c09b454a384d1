#include "quflux/bath/lamb_shift.h"

#include <cmath>
#include <fstream>
#include <limits>
#include <numbers>
#include <string>

#include <boost/math/special_functions/expint.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "quflux/core/error.h"

namespace quflux::inline bath {
namespace {

using std::numbers::pi;
using testing::HasSubstr;

SpectralDensity density_of(const nlohmann::json& j) {
  const double coefficient = j.at("coefficient");
  const double cutoff = j.at("cutoff");
  if (j.at("type") == "drude") {
    return Drude{.coefficient = coefficient, .cutoff = cutoff};
  }
  return PowerLaw{.coefficient = coefficient, .exponent = j.at("exponent"), .cutoff = cutoff};
}

std::string error_of(const Reservoir& reservoir, double frequency) {
  try {
    lamb_shift(reservoir, frequency);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// The quadrature asks for 1e-10 of the largest scale of the integral. The reference cases with the
// strongest cancellation keep a tenth of that scale, hence 1e-9 of the value; measured: 1e-11.
constexpr double kTolerance = 1e-9;

TEST(LambShift, AgreesWithHighPrecisionReference) {
  const auto data = nlohmann::json::parse(std::ifstream(QUFLUX_TESTDATA "/lamb_shift.json"));
  ASSERT_GE(data.at("cases").size(), 100);
  for (const auto& c : data.at("cases")) {
    const Reservoir reservoir{.spectral_density = density_of(c.at("density")),
                              .temperature = c.at("temperature")};
    const double expected = c.at("lamb_shift");
    EXPECT_NEAR(lamb_shift(reservoir, c.at("frequency")), expected, kTolerance * std::abs(expected))
        << c;
  }
}

// T = 0, gamma = c v exp(-v/k): Lambda(w) = c/(2 pi) [w exp(-w/k) Ei(w/k) - k].
TEST(LambShift, OhmicAtZeroTemperatureIsAnExponentialIntegral) {
  const double c = 0.04;
  const double k = 3;
  const Reservoir reservoir{.spectral_density = PowerLaw{.coefficient = c, .cutoff = k}};
  for (const double w : {1e-3, 0.5, 1.0, 3.0, 20.0, 150.0, -1e-3, -0.5, -3.0, -40.0}) {
    const double closed = c / (2 * pi) * (w * std::exp(-w / k) * boost::math::expint(w / k) - k);
    EXPECT_NEAR(lamb_shift(reservoir, w), closed, kTolerance * std::abs(closed)) << "w = " << w;
  }
}

// T = 0, gamma = c v/(1 + v^2/k^2): Lambda(w) = c k^2/(2 pi (w^2 + k^2)) [w ln(|w|/k) - pi k/2].
TEST(LambShift, DrudeAtZeroTemperatureIsALogarithm) {
  const double c = 0.03;
  const double k = 2;
  const Reservoir reservoir{.spectral_density = Drude{.coefficient = c, .cutoff = k}};
  for (const double w : {1e-3, 0.5, 2.0, 30.0, -1e-3, -0.5, -3.0, -40.0}) {
    const double closed =
        c * k * k / (2 * pi * (w * w + k * k)) * (w * std::log(std::abs(w) / k) - pi * k / 2);
    // The two terms cancel near w = 2.1 k only.
    EXPECT_NEAR(lamb_shift(reservoir, w), closed, kTolerance * std::abs(closed)) << "w = " << w;
  }
}

// By mpmath with 30 digits; peaks down to a relative width of 5e-7, the pole below, in and above
// it.
TEST(LambShift, OfBrownianDensitiesAgreesWithHighPrecision) {
  struct Case {
    double frequency;
    Brownian density;
    double temperature;
    double expected;
  };
  const std::vector<Case> cases{{1, {0.1, 1, 0.1}, 0, 0.0048468410102313769},
                                {-1, {0.1, 1, 0.1}, 0, -0.0048468410102313769},
                                {0.7, {0.1, 1, 0.1}, 0.5, -0.036671086008501264},
                                {-0.7, {0.1, 1, 0.1}, 0.5, -0.0018194800292345849},
                                {1.3, {0.2, 1, 1e-3}, 0.5, 0.15692370304429778},
                                {0.999, {0.2, 1, 1e-3}, 0.2, -32.219090405477503},
                                {0.4, {0.3, 0.5, 3}, 1.2, 1.0602884121808607},
                                {2.5, {0.05, 2, 1e-6}, 1, 0.0058695424559061064},
                                {1, {0.1, 1, 2}, 0, 0.0031830988618379067}};
  for (const Case& c : cases) {
    // 1e-10 of the largest contribution: the peak is up to 1e2 times what is left of it.
    EXPECT_NEAR(lamb_shift({c.density, c.temperature}, c.frequency), c.expected,
                1e-8 * std::abs(c.expected))
        << c.frequency << ", width " << c.density.width;
  }
}

// Lambda(w) = Lambda_0(w) + N(w) - N(-w), where the quanta emit and where they absorb.
TEST(QuantaShift, IsWhatTheTemperatureAdds) {
  for (const SpectralDensity& density :
       {SpectralDensity(Drude{0.2, 3}), SpectralDensity(Brownian{0.1, 1.2, 0.01})}) {
    for (const double w : {0.3, 1.2, 1.21, 4.0}) {
      const Reservoir warm{density, 0.7};
      const double added = lamb_shift(warm, w) - lamb_shift({density, 0}, w);
      // 1e-10 of the largest contribution, some 10 here.
      EXPECT_NEAR(quanta_shift(warm, w) - quanta_shift(warm, -w), added, 2e-9) << w;
    }
    EXPECT_EQ(quanta_shift({density, 0}, 1.0), 0);
  }
}

TEST(LambShift, OfASumIsTheSum) {
  const Drude drude{0.2, 3};
  const Brownian peak{0.1, 1.2, 0.05};
  const Reservoir both{DensitySum{{drude, peak}}, 0.4};
  EXPECT_DOUBLE_EQ(lamb_shift(both, 0.9),
                   lamb_shift({drude, 0.4}, 0.9) + lamb_shift({peak, 0.4}, 0.9));
}

TEST(LambShift, IsProportionalToTheCoefficientAndInvariantUnderAChangeOfUnits) {
  const auto shift = [](double c, double unit, double w) {
    return lamb_shift({.spectral_density = PowerLaw{.coefficient = c, .cutoff = 3 * unit},
                       .temperature = 0.7 * unit},
                      w * unit);
  };
  for (const double w : {1.3, -1.3, 0.0}) {
    const double one = shift(1, 1, w);
    EXPECT_NEAR(shift(5, 1, w), 5 * one, kTolerance * std::abs(5 * one));
    // Frequencies in rad/s.
    EXPECT_NEAR(shift(1, 1e13, w), 1e13 * one, kTolerance * std::abs(1e13 * one));
  }
}

TEST(LambShift, IsContinuousAtZeroFrequency) {
  const Reservoir reservoir{.spectral_density = PowerLaw{.coefficient = 0.1, .cutoff = 2},
                            .temperature = 0.5};
  const double at_zero = lamb_shift(reservoir, 0);
  // -int dv gamma(v)/(2 pi v) = -c k/(2 pi).
  EXPECT_NEAR(at_zero, -0.1 * 2 / (2 * pi), kTolerance);
  // d Lambda/dw is of the order c ln(k/w) = 3 here.
  EXPECT_NEAR(lamb_shift(reservoir, 1e-12), at_zero, 1e-11);
  EXPECT_NEAR(lamb_shift(reservoir, -1e-12), at_zero, 1e-11);
}

TEST(LambShift, SurvivesScalesFarApart) {
  // For k << T, n(v) = T/v - 1/2 + ..., and the first term gives the classical shift
  // cT/(2 pi) P int_0^inf dv exp(-v/k) 2w/(w^2 - v^2). It is a small rest of two large sides.
  const double c = 0.1;
  const double k = 1;
  const double w = 1e-2;
  const double t = 1e8;
  const Reservoir hot{.spectral_density = PowerLaw{.coefficient = c, .cutoff = k},
                      .temperature = t};
  const double x = w / k;
  const double classical =
      c * t / (2 * pi) *
      (std::exp(-x) * boost::math::expint(x) - std::exp(x) * boost::math::expint(-x));
  // The vacuum part and the term -1/2 together are of the order ck/(2 pi), here 1e-7 of the whole.
  EXPECT_NEAR(lamb_shift(hot, w), classical, 2e-7 * std::abs(classical));
  EXPECT_TRUE(std::isfinite(lamb_shift(hot, 1e13)));
  EXPECT_TRUE(std::isfinite(lamb_shift(hot, -1e-13)));
}

TEST(LambShift, UserDefinedEqualsTheBuiltInOfTheSameForm) {
  const PowerLaw built_in{.coefficient = 0.02, .exponent = 3, .cutoff = 5};
  const Function user{.function = [](double w) { return 0.02 * w * w * w * std::exp(-w / 5); },
                      .decays = true};
  for (const double t : {0.0, 0.4, 30.0}) {
    for (const double w : {2.0, -2.0, 0.0, 1e-4, 250.0}) {
      const double expected = lamb_shift({built_in, t}, w);
      EXPECT_NEAR(lamb_shift({user, t}, w), expected, kTolerance * std::abs(expected))
          << "T = " << t << ", w = " << w;
    }
  }
}

// gamma = v on [a, b]: (1/2 pi) [-(b - a) + w ln((w - a)/(b - w))] inside, at T = 0.
TEST(LambShift, UserDefinedMayHaveStepsAndTableLikeKinks) {
  const double a = 0.5;
  const double b = 3;
  const Function band{.function = [=](double v) { return v >= a && v <= b ? v : 0.0; },
                      .decays = true};
  // A step can hide between the end of a panel and its outermost node, 0.4 % of its length away.
  const double tolerance = 1e-5;
  for (const double w : {1.0, 2.9, 0.1, 7.0, -1.0}) {
    const double closed = (-(b - a) + w * std::log(std::abs((w - a) / (b - w)))) / (2 * pi);
    EXPECT_NEAR(lamb_shift({band, 0}, w), closed, tolerance) << "w = " << w;
  }
  // The integral diverges as the logarithm of the distance to a step.
  EXPECT_THAT(error_of({band, 0}, b), HasSubstr("at the frequency 3"));

  // A tent has its kink on the pole: gamma = max(0, 1 - |v - 1|); at w = 1 the vacuum part is odd
  // around the pole and vanishes.
  const Function tent{.function = [](double v) { return std::max(0.0, 1 - std::abs(v - 1)); },
                      .decays = true};
  EXPECT_NEAR(lamb_shift({tent, 0}, 1), 0, kTolerance);
}

TEST(LambShift, OfNoCouplingIsZero) {
  EXPECT_EQ(lamb_shift({PowerLaw{.coefficient = 0, .exponent = -2}, 1}, 1), 0);
  EXPECT_EQ(lamb_shift({Drude{.coefficient = 0, .cutoff = 2}, 1}, -1), 0);
  EXPECT_EQ(lamb_shift({Function{.function = [](double) { return 0; }, .decays = true}, 1}, 0), 0);
}

TEST(LambShift, RejectsWhatDivergesWithTheReason) {
  EXPECT_THAT(error_of({PowerLaw{.coefficient = 1, .exponent = 1}, 1}, 1),
              HasSubstr("bare power law w^1 diverges at large frequencies; give it a cutoff"));
  EXPECT_THAT(error_of({PowerLaw{.coefficient = 1, .exponent = 0, .cutoff = 1}, 1}, 1),
              HasSubstr("the exponent must be > 0"));
  EXPECT_THAT(error_of({Function{.function = [](double w) { return w; }}, 1}, 1),
              HasSubstr("must be declared to decay"));
  // Declared to decay, but does not.
  EXPECT_THAT(error_of({Function{.function = [](double) { return 1; }, .decays = true}, 0}, 1),
              HasSubstr("decays too slowly"));
  // Constant at low frequencies, where n(v) ~ T/v.
  const Function flat{.function = [](double w) { return std::exp(-w); }, .decays = true};
  EXPECT_THAT(error_of({flat, 1}, 1), HasSubstr("decays too slowly"));
  EXPECT_THAT(error_of({flat, 0}, 0), HasSubstr("decays too slowly"));
  EXPECT_EQ(error_of({flat, 0}, 1), "no error");
}

TEST(LambShift, RejectsAFrequencyThatIsNotFinite) {
  const Reservoir reservoir{.spectral_density = Drude{.coefficient = 1, .cutoff = 2}};
  EXPECT_THAT(error_of(reservoir, std::numeric_limits<double>::quiet_NaN()),
              HasSubstr("frequency of a Lamb shift is nan"));
  EXPECT_THAT(error_of(reservoir, std::numeric_limits<double>::infinity()), HasSubstr("is inf"));
}

}  // namespace
}  // namespace quflux::inline bath
