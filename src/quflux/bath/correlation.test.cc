#include "quflux/bath/correlation.h"

#include <cmath>
#include <numbers>
#include <random>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/testing.h"

namespace quflux::inline bath {
namespace {

using Complex = std::complex<double>;
using std::numbers::pi;
using testing::HasSubstr;

void expect_closed(const ExponentialSum& sum) {
  for (std::size_t k = 0; k < sum.terms.size(); ++k) {
    const Exponential& term = sum.terms[k];
    const Exponential& partner = sum.terms.at(term.partner);
    EXPECT_GT(term.rate.real(), 0);
    EXPECT_EQ(partner.partner, k);
    EXPECT_EQ(partner.rate, std::conj(term.rate));
    EXPECT_EQ(term.conjugate, std::conj(partner.amplitude));
    EXPECT_EQ(term.partner == k, term.rate.imag() == 0);
  }
}

double size(const ExponentialSum& sum) { return std::abs(correlation(sum, 0)); }

// psi'(z), Re z > 0, by its recurrence and its asymptotic series.
Complex trigamma(Complex z) {
  Complex sum = 0;
  for (int m = 0; m < 30; ++m, z += 1) sum += 1.0 / (z * z);
  const Complex inverse = 1.0 / z;
  const Complex square = inverse * inverse;
  return sum + inverse * (1.0 + inverse / 2.0 + square / 6.0 - square * square / 30.0 +
                          square * square * square / 42.0);
}

// gamma = c w exp(-w/wc): C(t) = (c T^2/2 pi)[psi'(T s) + psi'(1 + T s*)], s = 1/wc + i t.
TEST(CorrelationFunction, OfAnOhmicBathIsATrigammaFunction) {
  const double c = 0.4;
  const double cutoff = 5;
  for (const double temperature : {0.05, 0.5, 3.0}) {
    const CorrelationFunction function({PowerLaw{c, 1, cutoff}, temperature});
    const ExponentialSum& sum = function.finest();
    expect_closed(sum);
    EXPECT_LT(sum.error, 1e-9);
    for (const double t : {0.0, 1e-3, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0}) {
      const Complex s(1 / cutoff, t);
      const Complex exact =
          c * temperature * temperature / (2 * pi) *
          (trigamma(temperature * s) + trigamma(1.0 + temperature * std::conj(s)));
      EXPECT_LE(std::abs(correlation(sum, t) - exact), sum.error * size(sum))
          << temperature << " " << t;
    }
  }
}

// T = 0: C(t) = c n!/(2 pi s^(n + 1)).
TEST(CorrelationFunction, AtZeroTemperatureIsAPower) {
  for (const double n : {1.0, 2.0, 3.0}) {
    const CorrelationFunction function({PowerLaw{0.1, n, 3}, 0});
    const ExponentialSum& sum = function.finest();
    EXPECT_LT(sum.error, 1e-9);
    for (const double t : {0.0, 0.01, 0.3, 1.0, 3.0, 10.0, 100.0}) {
      const Complex exact =
          0.1 * std::tgamma(n + 1) / (2 * pi) * std::pow(Complex(1 / 3.0, t), -n - 1);
      EXPECT_LE(std::abs(correlation(sum, t) - exact), sum.error * size(sum)) << n << " " << t;
    }
  }
}

TEST(CorrelationFunction, OfADrudeBathAtZeroTemperatureHasItsShift) {
  const Reservoir reservoir{Drude{1, 5}, 0};
  const CorrelationFunction function(reservoir);
  EXPECT_LT(function.finest().error, 1e-7);
  // The band ends at 30 wc, and errors beyond it count less by 1/w.
  for (const double w : {-3.0, 0.3, 1.0, 4.0}) {
    EXPECT_NEAR(half_transform(function.finest(), w).imag(), lamb_shift(reservoir, w), 1e-6) << w;
  }
}

// The sum over 10^5 Matsubara terms, of which the rest is below 1e-12 at these times.
TEST(CorrelationFunction, OfADrudeBathIsItsMatsubaraSum) {
  const double c = 0.04;
  const double wc = 10;
  for (const double temperature : {0.2, 1.0}) {
    const CorrelationFunction function({Drude{c, wc}, temperature});
    for (const double t : {0.05, 0.1, 0.3, 1.0, 3.0}) {
      Complex exact =
          c * wc * wc / 4 * Complex(1 / std::tan(wc / (2 * temperature)), -1) * std::exp(-wc * t);
      for (int k = 1; k <= 100000; ++k) {
        const double nu = 2 * pi * k * temperature;
        exact -= temperature * c * wc * wc * nu / (wc * wc - nu * nu) * std::exp(-nu * t);
      }
      EXPECT_LE(std::abs(correlation(function.finest(), t) - exact), 1e-11)
          << temperature << " " << t;
    }
  }
}

TEST(CorrelationFunction, HasTheLambShiftInItsTransform) {
  for (const SpectralDensity& density :
       std::vector<SpectralDensity>{Drude{0.3, 4}, Brownian{0.3, 1, 0.2}, PowerLaw{0.2, 3, 2},
                                    DensitySum{{Drude{0.1, 5}, PowerLaw{0.2, 1, 3}}}}) {
    const Reservoir reservoir{density, 0.4};
    const CorrelationFunction function(reservoir);
    for (const double w : {0.0, 0.7, -0.7, 2.0}) {
      const double exact = lamb_shift(reservoir, w);
      // Both are right to some 1e-9 of the largest contribution.
      EXPECT_NEAR(half_transform(function.finest(), w).imag(), exact, 1e-7) << w;
    }
  }
}

// The Ohmic bath at T = 0.5 of which others report 7, 10 and 18 for 1e-3, 1e-4 and 1e-6.
TEST(CorrelationFunction, NeedsFewExponentials) {
  const CorrelationFunction function({PowerLaw{1, 1, 5}, 0.5});
  const std::vector<double> frequencies = {1};
  EXPECT_LT(function.sum(7, frequencies).error, 1e-3);
  EXPECT_LT(function.sum(10, frequencies).error, 1e-4);
  EXPECT_LT(function.sum(18, frequencies).error, 1e-6);
  EXPECT_EQ(function.sum(7, frequencies).terms.size(), 14);
}

// R(-1) is exp(-5) of R(1), and what C(t) alone decides is 40% off.
TEST(CorrelationFunction, HasDetailedBalanceAtTheFrequencies) {
  const Reservoir reservoir{PowerLaw{1, 3, 3}, 0.2};
  const std::vector<double> frequencies = {1};
  const ExponentialSum sum = CorrelationFunction(reservoir).sum(6, frequencies);
  EXPECT_LT(sum.error, 1e-4);
  EXPECT_LT(sum.rate_error, 1e-6);
  const double up = half_transform(sum, -1).real();
  const double down = half_transform(sum, 1).real();
  EXPECT_NEAR(up / down * std::exp(5), 1, 2e-6);
}

TEST(CorrelationFunction, TakesFrequenciesAsTheyCome) {
  const CorrelationFunction function({PowerLaw{1, 1, 1}, 0.1});
  // Zero, twice the same, its negative, and where R(w) is 1e-13 and 1e-43 of its largest value.
  const std::vector<double> frequencies = {0, 1, 1, -1, 1.0001, 30, 100};
  const ExponentialSum sum = function.sum(14, frequencies);
  EXPECT_LT(sum.error, 1e-4);
  EXPECT_LT(sum.rate_error, 1e-4);
  std::vector<double> many;
  for (int k = 0; k < 300; ++k) many.push_back(0.01 * k);
  EXPECT_LT(function.sum(14, many).error, 2e-3);
}

TEST(CorrelationFunction, KeepsThePolesOfTheDensity) {
  const CorrelationFunction drude({Drude{0.1, 5}, 0.5});
  const ExponentialSum sum = drude.sum(6, {});
  EXPECT_EQ(sum.terms.size(), 6);
  EXPECT_EQ(sum.terms[0].rate, Complex(5));
  EXPECT_NEAR(sum.terms[0].amplitude.imag(), -0.625, 1e-15);
  expect_closed(sum);
  const CorrelationFunction mode({Brownian{0.3, 1, 0.1}, 0.5});
  EXPECT_EQ(mode.sum(1, {}).terms.size(), 2);
  const ExponentialSum both = mode.sum(4, {});
  EXPECT_EQ(both.terms.size(), 4);
  EXPECT_EQ(both.terms[0].partner, 1);
  EXPECT_NE(both.terms[1].amplitude, Complex(0));
  expect_closed(both);
}

TEST(CorrelationFunction, OfEqualDensitiesIsThatOfTheirSum) {
  const CorrelationFunction two({DensitySum{{Drude{0.1, 5}, Drude{0.2, 5}}}, 0.5});
  const CorrelationFunction one({Drude{0.3, 5}, 0.5});
  expect_closed(two.finest());
  ASSERT_EQ(two.finest().terms.size(), one.finest().terms.size());
  EXPECT_NEAR(std::abs(correlation(two.finest(), 0.1) - correlation(one.finest(), 0.1)), 0, 1e-14);
}

// Where the temperature is high a single Pade term is better than what is reduced to one.
TEST(CorrelationFunction, IsNoWorseThanFewPadeTerms) {
  const CorrelationFunction function({Drude{1, 1}, 3});
  EXPECT_LT(function.sum(2, std::vector<double>{1}).error, 5e-3);
}

TEST(CorrelationFunction, OfATableIsThatOfWhatItTabulates) {
  std::vector<double> w;
  std::vector<double> gamma;
  for (int k = 0; k <= 800; ++k) {
    w.push_back(0.1 * k);
    gamma.push_back(w.back() * std::exp(-w.back() / 4));
  }
  const CorrelationFunction table({Table(w, gamma, "table.dat"), 0.5});
  const CorrelationFunction law({PowerLaw{1, 1, 4}, 0.5});
  EXPECT_LT(table.finest().error, 1e-3);
  for (const double t : {0.0, 0.1, 1.0, 5.0}) {
    // The cubics between the rows are right to 1e-4.
    EXPECT_LE(std::abs(correlation(table.finest(), t) - correlation(law.finest(), t)),
              1e-3 * size(law.finest()))
        << t;
  }
}

TEST(CorrelationFunction, AsksFunctionsForManyFrequenciesAtOnce) {
  int calls = 0;
  const Function density{[&calls](std::span<const double> w, std::span<double> gamma) {
                           ++calls;
                           for (std::size_t i = 0; i < w.size(); ++i) {
                             gamma[i] = w[i] * std::exp(-w[i] * w[i] / 9);
                           }
                         },
                         1, true};
  const CorrelationFunction function({density, 0.5});
  EXPECT_EQ(calls, 2);
  EXPECT_LT(function.finest().error, 1e-9);
  const ExponentialSum sum = function.sum(6, std::vector<double>{0, 1, 1.5});
  EXPECT_EQ(calls, 3);
  EXPECT_LT(sum.rate_error, 1e-3);
}

TEST(CorrelationFunction, OfNothingIsEmpty) {
  for (const SpectralDensity& density :
       std::vector<SpectralDensity>{Drude{0, 5}, PowerLaw{0, 1, 3}, PowerLaw{0, 1}}) {
    const CorrelationFunction function({density, 0.5});
    EXPECT_TRUE(function.finest().terms.empty());
    EXPECT_TRUE(function.sum(5, std::vector<double>{1}).terms.empty());
  }
}

TEST(CorrelationFunction, SaysWhyThereIsNone) {
  const auto error = [](const SpectralDensity& density) {
    return error_of([&] { CorrelationFunction({density, 0.5}); });
  };
  EXPECT_THAT(error(PowerLaw{1, 1}), HasSubstr("give it a cutoff"));
  EXPECT_THAT(error(PowerLaw{1, 0, 3}), HasSubstr("the exponent must be > 0"));
  const auto ohmic = [](double w) { return w * std::exp(-w); };
  EXPECT_THAT(error(Function{ohmic, 1, false}), HasSubstr("declared to decay"));
  EXPECT_THAT(error(Table({2, 3, 4, 5}, {1, 2, 1, 0}, "t.dat")),
              HasSubstr("add rows closer to w = 0"));
  EXPECT_THAT(error(Table({0, 1, 2, 3}, {1, 1, 1, 0}, "t.dat")), HasSubstr("it must vanish there"));
  const auto lorentzian = [](double w) { return 1 / (1 + (w - 1) * (w - 1)); };
  EXPECT_THAT(error(Function{lorentzian, 1, true}), HasSubstr("it must vanish there"));
  EXPECT_THAT(error(Table({0, 1, 2, 3}, {0, 1, 2, 3}, "t.dat")), HasSubstr("vanish"));
}

SpectralDensity random_density(std::mt19937_64& engine) {
  std::uniform_real_distribution<double> unit(0, 1);
  const double c = std::pow(10, 3 * unit(engine) - 3);
  const double cutoff = std::pow(10, 1.3 * unit(engine));
  switch (engine() % 4) {
    case 0:
      return Drude{c, cutoff};
    case 1:
      return Brownian{c, cutoff, cutoff * std::pow(10, 2.5 * unit(engine) - 2)};
    case 2:
      return PowerLaw{c, 1 + std::floor(3 * unit(engine)), cutoff};
    default:
      return DensitySum{{Drude{c, cutoff}, PowerLaw{c / 2, 1 + 2 * unit(engine), cutoff}}};
  }
}

TEST(CorrelationFunction, KeepsItsPromisesForRandomReservoirs) {
  std::mt19937_64 engine(20);
  std::uniform_real_distribution<double> unit(0, 1);
  for (int run = 0; run < 60; ++run) {
    const Reservoir reservoir{random_density(engine), 0.05 * std::pow(60, unit(engine))};
    const CorrelationFunction function(reservoir);
    const std::vector<double> frequencies = {0, 2 * unit(engine), 3 * unit(engine)};
    EXPECT_LT(function.finest().error, 1e-6) << run;
    for (const std::size_t count : {4, 8, 14}) {
      const ExponentialSum sum = function.sum(count, frequencies);
      expect_closed(sum);
      const double largest = 1e-10 * std::abs(half_transform(function.finest(), 1).real());
      for (const double w : frequencies) {
        const double exact = *transition_rate(reservoir, w);
        if (exact < largest) continue;
        EXPECT_LE(std::abs(2 * half_transform(sum, w).real() / exact - 1),
                  sum.rate_error * 1.001 + 1e-12)
            << run << " " << count << " " << w;
      }
      // Between the times that were looked at, and from where they begin.
      const double first = std::abs(correlation(function.finest(), 0.05));
      for (double t = 0.05; t < 50; t *= 1.37) {
        EXPECT_LE(std::abs(correlation(sum, t) - correlation(function.finest(), t)),
                  1.1 * sum.error * std::max(first, size(function.finest())))
            << run << " " << count << " " << t;
      }
    }
    // Two densities share what one has.
    EXPECT_LT(function.sum(14, frequencies).error, 2e-2) << run;
    EXPECT_LT(function.sum(14, frequencies).rate_error, 2e-2) << run;
  }
}

}  // namespace
}  // namespace quflux::inline bath
