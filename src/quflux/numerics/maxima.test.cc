#include "quflux/numerics/maxima.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/core/constants.h"

namespace quflux::inline numerics {
namespace {

// The zeros of D = (x + a)(x + b) + g^2.
Vector eigenvalues_of_lines(double a, double b, double coupling) {
  const Complex root = std::sqrt(Complex((a - b) * (a - b) / 4 - coupling * coupling));
  return Eigen::Vector2cd(-(a + b) / 2 + root, -(a + b) / 2 - root);
}

// 1/|D|^2 of two modes of one frequency, whose maxima part at 2 g^2 = a^2 + b^2.
int maxima_of_lines(double coupling) {
  const double a = 0.001;
  const double b = 0.02;
  return count_maxima(
      [&](std::span<const double> places) {
        RealVector values(static_cast<Eigen::Index>(places.size()));
        for (Eigen::Index i = 0; i < values.size(); ++i) {
          const double d = std::pow(places[static_cast<std::size_t>(i)] - 1, 2);
          values(i) = 1 / (d * d + (a * a + b * b - 2 * coupling * coupling) * d +
                           std::pow(a * b + coupling * coupling, 2));
        }
        return values;
      },
      0.8, 1.2, Vector(1 + kI * eigenvalues_of_lines(a, b, coupling).array()));
}

TEST(CountMaxima, TellsOneFromTwoNextToWhereTheyPart) {
  const double part = std::sqrt((0.001 * 0.001 + 0.02 * 0.02) / 2);
  EXPECT_EQ(maxima_of_lines(0.3 * part), 1);
  EXPECT_EQ(maxima_of_lines(3 * part), 2);
  // The derivative between them is the power 3/2 of how far beyond, beside 1e-12.
  EXPECT_EQ(maxima_of_lines(part * (1 - 1e-6)), 1);
  EXPECT_EQ(maxima_of_lines(part * (1 + 1e-6)), 2);
}

TEST(CountMaxima, CountsThoseInside) {
  const auto count = [](double from, double to) {
    return count_maxima(
        [](std::span<const double> places) {
          RealVector values(static_cast<Eigen::Index>(places.size()));
          for (Eigen::Index i = 0; i < values.size(); ++i) {
            values(i) = std::cos(places[static_cast<std::size_t>(i)]);
          }
          return values;
        },
        from, to, Vector::Constant(1, Complex(0, 1)));
  };
  EXPECT_EQ(count(-1, 1), 1);
  EXPECT_EQ(count(-1, 13), 3);
  EXPECT_EQ(count(1, 3), 0);
}

}  // namespace
}  // namespace quflux::inline numerics
