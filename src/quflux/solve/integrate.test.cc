#include "quflux/solve/integrate.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "quflux/core/error.h"

namespace quflux::inline solve {
namespace {

// y' = (cos(3 t) + i) y, whose solution is exp(sin(3 t)/3 + i t).
void swing(double t, const Eigen::Ref<const Vector>& y, Eigen::Ref<Vector> derivative) {
  derivative = Complex(std::cos(3 * t), 1) * y;
}

Complex swung(double t) { return std::exp(Complex(std::sin(3 * t) / 3, t)); }

TEST(Integrate, KeepsItsToleranceAndTellsTheError) {
  for (const double tolerance : {1e-6, 1e-9, 1e-12}) {
    StepControl control{tolerance, 20};
    Vector y = Vector::Ones(1);
    integrate(swing, 0, 7.3, 20, control, y);
    EXPECT_LE(std::abs(y(0) - swung(7.3)), tolerance);
    integrate(swing, 7.3, 20, 20, control, y);
    EXPECT_LE(std::abs(y(0) - swung(20)), tolerance + 1e-14);
    EXPECT_LE(control.error, 2 * tolerance);  // of numbers up to 1.4
    EXPECT_GT(control.error, 0);
  }
}

TEST(Integrate, NoStepIsLongerThanItMayBe) {
  double last = 0;
  double longest = 0;
  const Derivative nothing = [&](double t, const Eigen::Ref<const Vector>&,
                                 Eigen::Ref<Vector> derivative) {
    longest = std::max(longest, t - last);
    last = t;
    derivative.setZero();
  };
  StepControl control{1e-10, 100};
  Vector y = Vector::Ones(1);
  integrate(nothing, 0, 100, 0.5, control, y);
  EXPECT_LE(longest, 0.5);
}

TEST(Integrate, GoesOverAJumpInTheShortestSteps) {
  const double at = std::numbers::sqrt2 / 2;
  const Derivative jump = [&](double t, const Eigen::Ref<const Vector>& y,
                              Eigen::Ref<Vector> derivative) {
    derivative = (t < at ? 1.0 : 2.0) * y;
  };
  StepControl control{1e-12, 1};
  Vector y = Vector::Ones(1);
  integrate(jump, 0, 1, 1, control, y);
  EXPECT_NEAR(y(0).real(), std::exp(2 - at), 1e-8);
}

// y' = -(r + i w) (y - cos(e t)) decays and turns much faster than its end cos(e t) moves.
TEST(Integrate, SlowAffineEquationsTakeStepsOfTheirOwnTime) {
  const Complex rate(0.03, 1);
  for (const double period : {2e3, 1e5, 1e7}) {  // the first is as long as the memory
    const double slow = 2 * std::numbers::pi / period;
    int calls = 0;
    const Derivative follow = [&](double t, const Eigen::Ref<const Vector>& y,
                                  Eigen::Ref<Vector> derivative) {
      ++calls;
      derivative = -rate * (y.array() - std::cos(slow * t));
    };
    StepControl control{1e-12, period};
    control.affine = 1;
    Vector y = Vector::Ones(2);
    y(1) = 0;
    integrate(follow, 0, 0.3 * period, period, control, y);
    integrate(follow, 0.3 * period, 0.8 * period, period, control, y);
    // y = Re e^{i e t} / (1 + i e/r) of the complex rate, in two parts.
    const auto part = [&](double sign) {
      const Complex turn(0, sign * slow);
      return 0.5 * std::exp(turn * 0.8 * period) / (1.0 + turn / rate);
    };
    const Complex expected = part(1) + part(-1);
    // Rounding of the rate, of the numbers that cancel in the derivative.
    EXPECT_LE(std::abs(y(0) - expected), 2e-12) << period;
    EXPECT_LE(std::abs(y(1) - expected), 2e-12) << period;
    EXPECT_LT(control.error, 4e-12);
    EXPECT_LT(calls, 200'000) << period;  // most of them where it decays
  }
}

// Nothing decays: the turns must be followed, however slow the rest is.
TEST(Integrate, WhatTurnsIsFollowed) {
  const double slow = 1e-6;
  const Derivative turn = [&](double t, const Eigen::Ref<const Vector>& y,
                              Eigen::Ref<Vector> derivative) {
    derivative = Complex(0, 1 + std::cos(slow * t)) * y;
  };
  StepControl control{1e-12, 1e3};
  control.affine = 1;
  Vector y = Vector::Ones(1);
  integrate(turn, 0, 1e3, 1e3, control, y);
  const double angle = 1e3 + std::sin(slow * 1e3) / slow;
  EXPECT_LE(std::abs(y(0) - std::exp(Complex(0, angle))), 4e-12);
  EXPECT_LE(control.error, 4e-12);
}

// What no step resolves ends, too, whatever rounding makes of the last of the shortest steps.
TEST(Integrate, GoesOverNoiseInTheShortestSteps) {
  const Derivative noise = [](double t, const Eigen::Ref<const Vector>& y,
                              Eigen::Ref<Vector> derivative) {
    derivative = std::sin(1e15 * t) * y;
  };
  for (int k = 1; k <= 100; ++k) {
    StepControl control{1e-15, 1000};
    Vector y = Vector::Ones(1);
    integrate(noise, 0, 1e-6 * k, 1, control, y);
    EXPECT_NEAR(y(0).real(), 1, 2e-4);
  }
}

TEST(Integrate, RefusesWhatIsTooFastForNumbers) {
  const Derivative fast = [](double, const Eigen::Ref<const Vector>& y,
                             Eigen::Ref<Vector> derivative) { derivative = -1e300 * y; };
  StepControl control{1e-12, 1};
  Vector y = Vector::Ones(1);
  EXPECT_THROW(integrate(fast, 0, 1, 1, control, y), NoAnswer);
}

}  // namespace
}  // namespace quflux::inline solve
