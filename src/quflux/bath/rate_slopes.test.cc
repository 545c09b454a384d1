#include "quflux/bath/rate_slopes.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

#include "quflux/bath/density_slopes.h"
#include "quflux/bath/lamb_shift.h"

namespace quflux::inline bath {
namespace {

// f'(x) by central differences of halved steps, extrapolated to a step of zero.
template <class F>
double richardson(const F& f, double x) {
  constexpr int kSteps = 5;
  double table[kSteps] = {};
  double step = 0.02 * std::abs(x);
  for (int i = 0; i < kSteps; ++i, step /= 2) {
    double previous = table[0];
    table[0] = (f(x + step) - f(x - step)) / (2 * step);
    double power = 1;
    for (int k = 1; k <= i; ++k) {
      power *= 4;
      const double before = table[k];
      table[k] = table[k - 1] + (table[k - 1] - previous) / (power - 1);
      previous = before;
    }
  }
  return table[kSteps - 1];
}

struct Kind {
  const char* name;
  SpectralDensity density;
};

const std::vector<Kind> kKinds{
    {"power law", PowerLaw{0.02, 1.7, {}}},
    {"power law with a cutoff", PowerLaw{0.02, 3, 1.5}},
    {"Drude", Drude{0.02, 0.8}},
    {"Brownian", Brownian{0.1, 0.9, 0.4}},
    {"table", Table({0, 0.3, 0.9, 1.6, 4}, {0, 0.02, 0.1, 0.04, 0.01}, "a table")},
    {"sum", DensitySum{{Drude{0.02, 0.8}, Brownian{0.1, 0.9, 0.4}}}}};

// Ten digits: extrapolation leaves some 1e-12 of rounding and of what it neglects.
constexpr double kDigits = 1e-10;

TEST(RateSlopes, AlongFrequencyAreThoseOfDifferences) {
  for (const Kind& kind : kKinds) {
    for (const double temperature : {0.0, 0.3}) {
      const Reservoir bath{kind.density, temperature};
      for (const double w : {-1.3, -0.5, 0.5, 1.3}) {
        const double expected = richardson([&](double x) { return *transition_rate(bath, x); }, w);
        EXPECT_NEAR(*rate_slope(bath, w), expected, kDigits * (0.01 + std::abs(expected)))
            << kind.name << " at " << w;
      }
    }
  }
}

template <class Change>
void expect_slope(const SpectralDensity& density, const std::string& number, double at,
                  const Change& changed) {
  for (const double w : {-0.7, 0.0, 1.3}) {
    const double expected = richardson(
        [&](double x) {
          return *transition_rate({changed(x), 0.4}, w);
        },
        at);
    EXPECT_NEAR(*rate_slope({density, 0.4}, "spectral_density." + number, w), expected,
                kDigits * (0.01 + std::abs(expected)))
        << number << " at " << w;
  }
}

TEST(RateSlopes, AlongNumbersAreThoseOfDifferences) {
  const PowerLaw law{0.02, 1.7, 2.5};
  expect_slope(law, "coefficient", 0.02, [&](double x) { return PowerLaw{x, 1.7, 2.5}; });
  expect_slope(law, "exponent", 1.7, [&](double x) { return PowerLaw{0.02, x, 2.5}; });
  expect_slope(law, "cutoff", 2.5, [&](double x) { return PowerLaw{0.02, 1.7, x}; });
  expect_slope(Drude{0.02, 0.8}, "coefficient", 0.02, [](double x) { return Drude{x, 0.8}; });
  expect_slope(Drude{0.02, 0.8}, "cutoff", 0.8, [](double x) { return Drude{0.02, x}; });
  const Brownian mode{0.1, 0.9, 0.4};
  expect_slope(mode, "coupling", 0.1, [](double x) { return Brownian{x, 0.9, 0.4}; });
  expect_slope(mode, "frequency", 0.9, [](double x) { return Brownian{0.1, x, 0.4}; });
  expect_slope(mode, "width", 0.4, [](double x) { return Brownian{0.1, 0.9, x}; });
  expect_slope(DensitySum{{law, mode}}, "1.width", 0.4, [&](double x) {
    return DensitySum{{law, Brownian{0.1, 0.9, x}}};
  });
}

TEST(RateSlopes, AlongTemperatureAreThoseOfDifferences) {
  for (const Kind& kind : kKinds) {
    for (const double w : {-1.3, 0.0, 1.3}) {
      if (w == 0 && !slope_at_zero(kind.density)) continue;
      const double expected = richardson(
          [&](double t) {
            return *transition_rate({kind.density, t}, w);
          },
          0.3);
      EXPECT_NEAR(*rate_slope({kind.density, 0.3}, "temperature", w), expected,
                  kDigits * (0.01 + std::abs(expected)))
          << kind.name << " at " << w;
    }
  }
}

TEST(LambShiftSlopes, AreThoseOfDifferences) {
  // The shift is known to 1e-10 of its largest contribution, some 1e-2, over steps of 1e-3.
  constexpr double kOfShifts = 1e-8;
  for (const Reservoir& bath :
       {Reservoir{PowerLaw{0.02, 3, 1.5}, 0.4}, Reservoir{Drude{0.02, 0.8}, 0.4},
        Reservoir{Brownian{0.1, 0.9, 0.4}, 0.4},
        Reservoir{DensitySum{{Drude{0.02, 2}, PowerLaw{0.01, 1, 3}}}, 0.4}}) {
    for (const double w : {-1.3, -0.5, 0.5, 1.3}) {
      EXPECT_NEAR(*lamb_shift_slope(bath, w),
                  richardson([&](double x) { return lamb_shift(bath, x); }, w), kOfShifts);
      EXPECT_NEAR(lamb_shift_slope(bath, "temperature", w),
                  richardson(
                      [&](double t) {
                        return lamb_shift({bath.spectral_density, t}, w);
                      },
                      bath.temperature),
                  kOfShifts);
    }
  }
  for (const double w : {-0.7, 0.0, 1.3}) {
    EXPECT_NEAR(lamb_shift_slope({PowerLaw{0.02, 3, 1.5}, 0.4}, "spectral_density.cutoff", w),
                richardson(
                    [&](double x) {
                      return lamb_shift({PowerLaw{0.02, 3, x}, 0.4}, w);
                    },
                    1.5),
                kOfShifts);
    EXPECT_NEAR(lamb_shift_slope({Brownian{0.1, 0.9, 0.4}, 0.4}, "spectral_density.width", w),
                richardson(
                    [&](double x) {
                      return lamb_shift({Brownian{0.1, 0.9, x}, 0.4}, w);
                    },
                    0.4),
                kOfShifts);
  }
  EXPECT_FALSE(lamb_shift_slope({Drude{0.02, 0.8}, 0.4}, 0));
}

TEST(RateSlopes, KnowKinksAtZeroFrequency) {
  // Both sides of zero have the slope c/2 without a cutoff, and c/2 -+ c T/wc with one.
  EXPECT_EQ(*rate_slope({PowerLaw{0.02, 1, {}}, 0.3}, 0), 0.01);
  EXPECT_EQ(*rate_slope({Drude{0.02, 5}, 0.3}, 0), 0.01);
  EXPECT_FALSE(rate_slope({PowerLaw{0.02, 1, 5}, 0.3}, 0));
  EXPECT_FALSE(rate_slope({Drude{0.02, 5}, 0}, 0));
  EXPECT_FALSE(rate_slope({PowerLaw{0.02, 1, {}}, 0.3}, "spectral_density.exponent", 0));
}

TEST(RateSlopes, NameWhatIsMissing) {
  EXPECT_THROW(density_slope(Drude{0.02, 5}, "exponent", 1), Error);
  EXPECT_THROW(density_slope(DensitySum{{Drude{0.02, 5}}}, "2.cutoff", 1), Error);
  EXPECT_THROW(density_slope(PowerLaw{0.02, 1, {}}, "cutoff", 1), Error);
}

}  // namespace
}  // namespace quflux::inline bath
