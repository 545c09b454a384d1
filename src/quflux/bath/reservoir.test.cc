#include "quflux/bath/reservoir.h"

#include <cmath>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline bath {
namespace {

using Complex = std::complex<double>;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

std::string validation_error(const Reservoir& reservoir) {
  try {
    validate(reservoir, "bath 'hot'");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

// A number between `low` and `high`, evenly on a logarithmic scale.
rc::Gen<double> logarithmic(double low, double high) {
  return rc::gen::map(rc::gen::inRange(0, 1 << 30), [=](int i) {
    return low * std::pow(high / low, static_cast<double>(i) / (1 << 30));
  });
}

rc::Gen<SpectralDensity> density() {
  return rc::gen::mapcat(rc::gen::inRange(0, 3), [](int kind) -> rc::Gen<SpectralDensity> {
    return rc::gen::map(
        rc::gen::tuple(logarithmic(1e-3, 1), logarithmic(0.3, 4), logarithmic(0.1, 100)),
        [=](const auto& t) -> SpectralDensity {
          const auto [coefficient, exponent, cutoff] = t;
          if (kind == 0) return PowerLaw{.coefficient = coefficient, .exponent = exponent};
          if (kind == 1) {
            return PowerLaw{.coefficient = coefficient, .exponent = exponent, .cutoff = cutoff};
          }
          return Drude{.coefficient = coefficient, .cutoff = cutoff};
        });
  });
}

RC_GTEST_PROP(TransitionRate, ObeysDetailedBalance, ()) {
  const Reservoir reservoir{.spectral_density = *density(), .temperature = *logarithmic(1e-2, 1e3)};
  // w/T up to 600, so that exp(-w/T) is still a normal number.
  const double w = reservoir.temperature * *logarithmic(1e-8, 600);
  const double release = transition_rate(reservoir, w).value();
  const double absorb = transition_rate(reservoir, -w).value();
  const double boltzmann = std::exp(-w / reservoir.temperature);
  RC_ASSERT(release >= 0);
  // A few rounding errors; exp(-x) inherits x times the one of x = w/T.
  const double tolerance = 1e-15 * (8 + w / reservoir.temperature);
  RC_ASSERT(std::abs(absorb - boltzmann * release) <= tolerance * absorb);
  // R(w) - R(-w) = gamma(w): the spontaneous part does not depend on the temperature.
  const double gamma = evaluate(reservoir.spectral_density, w);
  RC_ASSERT(std::abs(release - absorb - gamma) <= 1e-15 * 8 * release);
}

RC_GTEST_PROP(TransitionRate, TendsToItsLimitAtZeroFrequencyFromBothSides, ()) {
  const double t = *logarithmic(0.1, 10);
  const double c = *logarithmic(1e-3, 1);
  const double cutoff = *logarithmic(1, 100);
  const double w = 1e-7;
  for (const SpectralDensity& density :
       {SpectralDensity(PowerLaw{.coefficient = c, .cutoff = cutoff}),
        SpectralDensity(Drude{.coefficient = c, .cutoff = cutoff}),
        SpectralDensity(PowerLaw{.coefficient = c, .exponent = 3, .cutoff = cutoff}),
        SpectralDensity(
            Function{.function = [=](double v) { return c * std::sin(v); }, .slope_at_zero = c})}) {
    const Reservoir reservoir{density, t};
    const double limit = transition_rate(reservoir, 0).value();
    // R(w) = R(0) (1 + w/(2T) - w/cutoff + ...), with w/T and w/cutoff up to 1e-6.
    RC_ASSERT(std::abs(transition_rate(reservoir, w).value() - limit) <= 2e-6 * c * t);
    RC_ASSERT(std::abs(transition_rate(reservoir, -w).value() - limit) <= 2e-6 * c * t);
  }
}

TEST(TransitionRate, HasTheFiniteLimitsAtZeroFrequency) {
  const auto at_zero = [](const SpectralDensity& density, double t) {
    return transition_rate({density, t}, 0);
  };
  EXPECT_EQ(at_zero(PowerLaw{.coefficient = 0.2}, 3), 0.2 * 3);
  EXPECT_EQ(at_zero(Drude{.coefficient = 0.2, .cutoff = 5}, 3), 0.2 * 3);
  EXPECT_EQ(at_zero(PowerLaw{.coefficient = 0.2, .exponent = 1.01}, 3), 0);
  EXPECT_EQ(at_zero(PowerLaw{.coefficient = 0.2}, 0), 0);
  EXPECT_EQ(at_zero(Function{.function = [](double w) { return w; }, .slope_at_zero = 1}, 3), 3);
}

TEST(TransitionRate, HasNoValueWhereTheLimitDiverges) {
  const PowerLaw sub_ohmic{.coefficient = 0.2, .exponent = 0.5};
  EXPECT_EQ(transition_rate({sub_ohmic, 3}, 0), std::nullopt);
  // Without thermal quanta only gamma(0) = 0 is left.
  EXPECT_EQ(transition_rate({sub_ohmic, 0}, 0), 0);
  // gamma does not vanish at zero: the limits from both sides differ.
  EXPECT_EQ(transition_rate({PowerLaw{.coefficient = 0.2, .exponent = 0}, 0}, 0), std::nullopt);
  EXPECT_EQ(transition_rate({Function{.function = [](double w) { return w; }}, 3}, 0),
            std::nullopt);
}

TEST(TransitionRates, AskTheDensityOnceForTheDistinctFrequencies) {
  std::vector<std::vector<double>> calls;
  const Function user{.function =
                          [&](std::span<const double> in, std::span<double> out) {
                            calls.emplace_back(in.begin(), in.end());
                            std::ranges::copy(in, out.begin());
                          },
                      .slope_at_zero = 1};
  const Reservoir reservoir{user, 0.5};
  const std::vector<double> frequencies{2, -1, 0, 1, -2, 2};
  std::vector<std::optional<double>> rates;
  transition_rates(reservoir, frequencies, rates);
  EXPECT_EQ(calls, (std::vector<std::vector<double>>{{1, 2}}));
  ASSERT_EQ(rates.size(), frequencies.size());
  for (std::size_t i = 0; i < frequencies.size(); ++i) {
    EXPECT_EQ(rates[i], transition_rate(reservoir, frequencies[i]));
  }
}

TEST(TransitionRate, AtZeroTemperatureOnlyReleases) {
  const Reservoir cold{PowerLaw{.coefficient = 0.2, .exponent = 3}, 0};
  EXPECT_DOUBLE_EQ(transition_rate(cold, 2).value(), 0.2 * 8);
  EXPECT_EQ(transition_rate(cold, -2).value(), 0);
}

TEST(OccupationNumber, HoldsForTinyAndHugeRatios) {
  // n = T/w - 1/2 + w/(12 T) - ...; the next term is below 1e-17 of n here.
  EXPECT_DOUBLE_EQ(occupation_number(1e-5, 1.0), 1e5 - 0.5 + 1e-5 / 12);
  EXPECT_DOUBLE_EQ(occupation_number(1e-200, 1.0), 1e200);
  EXPECT_DOUBLE_EQ(occupation_number(600.0, 1.0), std::exp(-600.0));
  EXPECT_EQ(occupation_number(1e4, 1.0), 0);
  EXPECT_EQ(occupation_number(1.0, 1e-320), 0);
  EXPECT_EQ(occupation_number(1.0, 0.0), 0);
  EXPECT_DOUBLE_EQ(occupation_number(2.0, 2.0), 1 / (std::exp(1.0) - 1));
}

RC_GTEST_PROP(OccupationNumber, ContinuationEqualsTheRealFunctionOnTheAxis, ()) {
  const double t = *logarithmic(1e-2, 1e2);
  const double w = t * *logarithmic(1e-8, 700);
  const double real = occupation_number(w, t);
  const Complex continued = occupation_number(Complex(w, 0), t);
  RC_ASSERT(std::abs(continued - real) <= 1e-14 * real);
}

RC_GTEST_PROP(OccupationNumber, ContinuationObeysTheCauchyRiemannEquations, ()) {
  // In units of T. Re z > 0.2 keeps away from the pole at 0, |Im z| < 3 from those at 2 pi i k.
  const Complex z(*logarithmic(0.2, 30), *logarithmic(1e-3, 3) * *rc::gen::element(-1, 1));
  const double t = *logarithmic(1e-2, 1e2);
  const double h = 1e-4;
  const Complex i(0, 1);
  const auto n = [=](Complex x) { return occupation_number(t * x, t); };
  const Complex along_re = (n(z + h) - n(z - h)) / (2 * h);
  const Complex along_im = (n(z + i * h) - n(z - i * h)) / (2.0 * i * h);
  // Central differences: h^2 times a third derivative of up to 6/0.2^4 of n/z, then rounding.
  RC_ASSERT(std::abs(along_re - along_im) <= 1e-4 * std::abs(n(z)));
  // dn/dx = -n (n + 1).
  RC_ASSERT(std::abs(along_re + n(z) * (n(z) + 1.0)) <= 1e-4 * std::abs(n(z)));
}

TEST(OccupationNumber, ContinuationHasTheStatedForm) {
  // Away from the poles exp(z) - 1 loses no digits, and the formula can be written as it is.
  for (const Complex z : {Complex(1, 0.5), Complex(0.3, -2), Complex(2, 3), Complex(5, -1)}) {
    const Complex plain = 1.0 / (std::exp(z) - 1.0);
    EXPECT_LT(std::abs(occupation_number(z, 1.0) - plain), 4e-15 * std::abs(plain)) << z;
    EXPECT_LT(std::abs(occupation_number(3.0 * z, 3.0) - plain), 4e-15 * std::abs(plain)) << z;
  }
}

TEST(OccupationNumber, ContinuationIsAccurateNearZeroAndDoesNotOverflow) {
  const Complex z(1e-9, 2e-9);
  // n = 1/z - 1/2 + ...
  const Complex expected = 1.0 / z - 0.5;
  EXPECT_LT(std::abs(occupation_number(z, 1.0) - expected), 1e-15 * 4 * std::abs(expected));
  EXPECT_EQ(occupation_number(Complex(1e4, 5), 1.0), Complex(0));
  EXPECT_EQ(occupation_number(Complex(1, 1), 0.0), Complex(0));
}

TEST(Reservoir, NamesTheValueThatIsNotAllowed) {
  const PowerLaw ohmic{.coefficient = 0.1};
  EXPECT_EQ(validation_error({ohmic, 0}), "no error");
  EXPECT_EQ(validation_error({ohmic, -0.3}),
            "the temperature of bath 'hot' is -0.3; it must be a finite number >= 0");
  EXPECT_EQ(validation_error({ohmic, kNan}),
            "the temperature of bath 'hot' is nan; it must be a finite number >= 0");
  EXPECT_EQ(validation_error({ohmic, kInf}),
            "the temperature of bath 'hot' is inf; it must be a finite number >= 0");
  EXPECT_EQ(validation_error({PowerLaw{.coefficient = -1}, 1}),
            "the coefficient of the spectral density of bath 'hot' is -1; it must be a finite "
            "number >= 0");
}

}  // namespace
}  // namespace quflux::inline bath
