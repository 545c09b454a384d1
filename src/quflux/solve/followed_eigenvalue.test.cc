#include "quflux/solve/followed_eigenvalue.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline solve {
namespace {

Matrix two_by_two(double a, double b, double c, double d) {
  return Matrix{{Complex(a), Complex(b)}, {Complex(c), Complex(d)}};
}

std::optional<Complex> follow(const std::function<Matrix(double)>& m, const Vector& right,
                              Complex value, double longest) {
  return followed_eigenvalue(m, {value, right, right}, longest);
}

// Levels that repel each other keep their order, however close they come.
TEST(FollowedEigenvalue, StaysOnItsSideOfAnAvoidedCrossing) {
  for (const double g : {0.3, 0.03, 0.003}) {
    const auto m = [=](double x) { return two_by_two(x - 0.5, g, g, 0.5 - x); };
    const double lower = -std::hypot(0.5, g);
    const Vector right = Vector{{Complex(g), Complex(lower + 0.5)}}.normalized();
    const std::optional<Complex> end = follow(m, right, lower, g / 4);
    ASSERT_TRUE(end);
    EXPECT_NEAR(end->real(), lower, 1e-13);
  }
}

TEST(FollowedEigenvalue, GoesThroughACrossingOfStatesThatDoNotMix) {
  const auto m = [](double x) { return two_by_two(x - 0.3, 0, 0, 0.3 - x); };
  const std::optional<Complex> end = follow(m, Vector::Unit(2, 0), -0.3, 0.1);
  ASSERT_TRUE(end);
  EXPECT_NEAR(end->real(), 0.7, 1e-14);
}

// +-sqrt(0.5 - x) are a complex pair behind x = 0.5.
TEST(FollowedEigenvalue, IsNoneBehindAnExceptionalPoint) {
  const auto m = [](double x) { return two_by_two(0, 1, 0.5 - x, 0); };
  const double root = std::sqrt(0.5);
  const Eigenpair start{root, Vector{{Complex(1), Complex(root)}}.normalized(),
                        Vector{{Complex(root), Complex(1)}}.normalized()};
  EXPECT_FALSE(followed_eigenvalue(m, start, 1));
  EXPECT_TRUE(followed_eigenvalue([&](double x) { return m(0.9 * x / 2); }, start, 1));
}

}  // namespace
}  // namespace quflux::inline solve
