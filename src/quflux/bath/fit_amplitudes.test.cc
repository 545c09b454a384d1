#include "quflux/bath/fit_amplitudes.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline bath {
namespace {

Exponentials sum_of_three() {
  Exponentials sum{Vector(3), Vector(3)};
  sum.rates << 5, 0.7, Complex(1, 2);
  sum.amplitudes << Complex(2, -0.6), 0.3, Complex(0.5, 0.1);
  return sum;
}

FitTargets targets_of(const Exponentials& sum, const std::vector<double>& frequencies) {
  FitTargets targets;
  targets.times = RealVector::LinSpaced(50, 0, 8);
  targets.correlation = targets.times.unaryExpr([&](double t) { return value(sum, t); });
  targets.scale = std::abs(value(sum, 0));
  for (const double w : frequencies) {
    const Complex half = half_transform(sum, w);
    targets.rates.push_back(
        {w, 2 * half.real(), std::abs(2 * half.real()), half.imag(), std::abs(half.imag())});
  }
  return targets;
}

TEST(FitAmplitudes, FindsThoseThatFitAndLeavesImaginaryPartsOfRealRates) {
  const Exponentials exact = sum_of_three();
  Exponentials sum = exact;
  sum.amplitudes += Vector::Constant(3, 0.01);
  sum.amplitudes(2) += Complex(0, 0.02);
  const double rest = fit_amplitudes(sum, targets_of(exact, {1, -1}));
  // Changes of 1e-2 weigh 1e-5, so that some 1e-9 of them is not made.
  EXPECT_LE((sum.amplitudes - exact.amplitudes).cwiseAbs().maxCoeff(), 1e-8);
  EXPECT_LT(rest, 1e-12);
  EXPECT_EQ(sum.amplitudes(0).imag(), exact.amplitudes(0).imag());
}

// Four terms can't be three, but at one frequency they can have their rate and shift.
TEST(FitAmplitudes, PutsRatesAboveTimes) {
  const Exponentials small{Vector::Constant(1, 2), Vector::Constant(1, 0.02)};
  const Exponentials exact = joined(sum_of_three(), small);
  const auto error = [&](const std::vector<double>& frequencies) {
    Exponentials sum = sum_of_three();
    fit_amplitudes(sum, targets_of(exact, frequencies));
    const Complex wanted = half_transform(exact, 1);
    const Complex half = half_transform(sum, 1);
    return std::hypot(half.real() / wanted.real() - 1, half.imag() / wanted.imag() - 1);
  };
  EXPECT_LT(error({1}), 0.3 * error({}));
}

}  // namespace
}  // namespace quflux::inline bath
