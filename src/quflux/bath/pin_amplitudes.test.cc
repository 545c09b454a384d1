#include "quflux/bath/pin_amplitudes.h"

#include <gtest/gtest.h>

namespace quflux::inline bath {
namespace {

using Complex = std::complex<double>;

Complex slope(const ExponentialSum& sum, double frequency) {
  Complex total = 0;
  for (const Exponential& term : sum.terms) {
    const Complex denominator = term.rate - Complex(0, frequency);
    total += Complex(0, 1) * term.amplitude / (denominator * denominator);
  }
  return total;
}

TEST(PinAmplitudes, MakesRatesShiftsAndTheirSlopesExact) {
  const std::vector<double> frequencies{1.0};
  for (const Reservoir& reservoir :
       {Reservoir{Drude{0.2, 5}, 0.5}, Reservoir{PowerLaw{0.1, 1, 5}, 0.4},
        Reservoir{Brownian{0.3, 2, 0.5}, 0.7}}) {
    const CorrelationFunction exact(reservoir);
    const ExponentialSum fitted = exact.sum(7, frequencies);
    const ExponentialSum pinned = pin_amplitudes(fitted, exact.finest(), 1.0);
    for (const double w : {1.0, -1.0}) {
      const double size = std::abs(half_transform(exact.finest(), w));
      // Rounding of amplitudes that are up to some hundred times as large.
      EXPECT_LE(std::abs(half_transform(pinned, w) - half_transform(exact.finest(), w)),
                1e-11 * size);
      EXPECT_LE(std::abs(slope(pinned, w) - slope(exact.finest(), w)), 1e-10 * size);
    }
    // C(t) changes by about what seven exponentials leave of it, which were fitted without slopes.
    const double c0 = std::abs(correlation(exact.finest(), 0.1));
    for (const double t : {0.1, 0.5, 2.0}) {
      EXPECT_LE(std::abs(correlation(pinned, t) - correlation(fitted, t)),
                (30 * fitted.error + 1e-6) * c0);
    }
    for (const Exponential& term : pinned.terms) {
      EXPECT_EQ(term.conjugate, std::conj(pinned.terms[term.partner].amplitude));
    }
  }
}

TEST(PinAmplitudes, OfFewExponentialsPinsTheTransformAlone) {
  const std::vector<double> frequencies{1.0};
  const CorrelationFunction exact({Drude{0.2, 5}, 0.5});
  const ExponentialSum pinned = pin_amplitudes(exact.sum(4, frequencies), exact.finest(), 1.0);
  EXPECT_LE(std::abs(half_transform(pinned, 1) - half_transform(exact.finest(), 1)), 1e-14);
  EXPECT_GT(std::abs(slope(pinned, 1) - slope(exact.finest(), 1)), 1e-9);
  EXPECT_TRUE(pin_amplitudes({}, exact.finest(), 1).terms.empty());
}

}  // namespace
}  // namespace quflux::inline bath
