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

TEST(Integrate, RefusesWhatIsTooFastForNumbers) {
  const Derivative fast = [](double, const Eigen::Ref<const Vector>& y,
                             Eigen::Ref<Vector> derivative) { derivative = -1e300 * y; };
  StepControl control{1e-12, 1};
  Vector y = Vector::Ones(1);
  EXPECT_THROW(integrate(fast, 0, 1, 1, control, y), NoAnswer);
}

}  // namespace
}  // namespace quflux::inline solve
