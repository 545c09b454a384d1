#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/exceptional/exceptional_point.h"
#include "quflux/exceptional/known_families.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline exceptional {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

// Distance of a point from the zero set of a function, to first order.
template <class F>
double distance_from_zeros(const F& f, const std::array<double, 2>& p) {
  constexpr double kStep = 1e-6;
  const auto [x, y] = p;
  const double dx = (f(x + kStep, y) - f(x - kStep, y)) / (2 * kStep);
  const double dy = (f(x, y + kStep) - f(x, y - kStep)) / (2 * kStep);
  return std::abs(f(x, y)) / std::hypot(dx, dy);
}

double distance_from_polyline(const ExceptionalCurve& curve, double x, double y) {
  double closest = std::numeric_limits<double>::infinity();
  for (std::size_t i = 1; i < curve.points.size(); ++i) {
    const auto& a = curve.points[i - 1];
    const auto& b = curve.points[i];
    const double wx = b[0] - a[0];
    const double wy = b[1] - a[1];
    const double u =
        std::clamp(((x - a[0]) * wx + (y - a[1]) * wy) / (wx * wx + wy * wy), 0.0, 1.0);
    closest = std::min(closest, std::hypot(a[0] + u * wx - x, a[1] + u * wy - y));
  }
  return closest;
}

TEST(Curves, OfTheDrivenQubitEndInCuspsOfThirdOrder) {
  const double gamma = 0.4;
  const Box box{{-0.11, 0.1}, {0.005, 0.2}};
  const auto found = find_exceptional_points(
      [&](double detuning, double drive) { return driven_qubit(detuning, drive, gamma); }, box);
  EXPECT_TRUE(found.complete);
  ASSERT_THAT(found.points, SizeIs(2));  // the cusps
  EXPECT_THAT(found.degeneracy_curves, IsEmpty());
  // One curve between the cusps, and one from each of them to the edge.
  ASSERT_THAT(found.curves, SizeIs(3));

  // The discriminant of the Bloch matrix, with x = lambda + gamma/2:
  // x^3 + (gamma/2) x^2 + (drive^2 + detuning^2) x + detuning^2 gamma/2.
  const auto discriminant = [&](double detuning, double drive) {
    const double b = gamma / 2;
    const double c = drive * drive + detuning * detuning;
    const double d = detuning * detuning * gamma / 2;
    return 18 * b * c * d - 4 * b * b * b * d + b * b * c * c - 4 * c * c * c - 27 * d * d;
  };
  const double cusp_detuning = gamma / (6 * std::numbers::sqrt3);
  const double cusp_drive = gamma * std::sqrt(2.0 / 27);
  int at_cusps = 0;
  for (const ExceptionalCurve& curve : found.curves) {
    EXPECT_EQ(order(curve), 2);
    EXPECT_FALSE(curve.closed);
    for (const auto& vertex : curve.points) {
      if (std::hypot(std::abs(vertex[0]) - cusp_detuning, vertex[1] - cusp_drive) < 1e-10) {
        ++at_cusps;
      } else {
        EXPECT_LE(distance_from_zeros(discriminant, vertex), 1e-12);
      }
    }
  }
  EXPECT_EQ(at_cusps, 4);
  // On resonance the drive is gamma/4; vertices are up to 0.04 of half of the box apart.
  EXPECT_EQ(std::ranges::count_if(found.curves,
                                  [&](const ExceptionalCurve& curve) {
                                    return distance_from_polyline(curve, 0, gamma / 4) < 1e-4;
                                  }),
            1);
}

TEST(Curves, OfTheParityTimeSymmetricDimerCrossAtADegeneracy) {
  // g = +-gamma/2; at g = gamma = 0 the matrix is zero.
  const auto found = find_exceptional_points(
      [](double g, double gamma) { return pt_dimer(g, gamma); }, Box{{-1, 1.1}, {-1.05, 1}});
  EXPECT_TRUE(found.complete);
  ASSERT_THAT(found.curves, SizeIs(2));
  for (const ExceptionalCurve& curve : found.curves) {
    EXPECT_EQ(order(curve), 2);
    for (const auto& [g, gamma] : curve.points) {
      EXPECT_NEAR(std::abs(g), std::abs(gamma) / 2, 1e-12);
    }
    // Through the whole box.
    EXPECT_NEAR(std::abs(curve.points.front()[1] - curve.points.back()[1]), 2.05, 1e-9);
  }
  EXPECT_THAT(found.points, IsEmpty());
  ASSERT_THAT(found.degeneracies, SizeIs(1));
  EXPECT_NEAR(found.degeneracies[0].parameters[0], 0, 1e-10);
  EXPECT_NEAR(found.degeneracies[0].parameters[1], 0, 1e-10);
}

TEST(Curves, OfThirdOrderWhereAllThreeAlwaysMeet) {
  const auto found = find_exceptional_points(
      [](double g, double gamma) { return pt_trimer(g, gamma); }, Box{{0.1, 1.1}, {0.15, 1}});
  EXPECT_TRUE(found.complete);
  ASSERT_THAT(found.curves, SizeIs(1));
  EXPECT_EQ(order(found.curves[0]), 3);
  for (const auto& [g, gamma] : found.curves[0].points) {
    EXPECT_NEAR(g, gamma / std::numbers::sqrt2, 1e-12);
  }
}

// A circle on which the discriminant vanishes, with the sign of f on both sides of it, or without a
// change of sign; with eigenvectors that coalesce or stay.
class OnACircle : public testing::Test {
 protected:
  static double f(double x, double y) { return x * x + y * y - 0.5; }

  static ExceptionalSearch search(const PlaneFamily& family) {
    return find_exceptional_points(family, Box{{-1, 1.1}, {-1.05, 1}});
  }

  static void expect_circle(const std::vector<ExceptionalCurve>& curves, int of_order) {
    ASSERT_THAT(curves, SizeIs(1));
    EXPECT_TRUE(curves[0].closed);
    EXPECT_EQ(order(curves[0]), of_order);
    EXPECT_EQ(curves[0].points.front(), curves[0].points.back());
    for (const auto& [x, y] : curves[0].points) {
      EXPECT_NEAR(x * x + y * y, 0.5, 1e-11);
    }
    // All the way round: no angle is left out.
    for (int i = 0; i < 100; ++i) {
      const double angle = 2 * std::numbers::pi * i / 100;
      const double radius = std::sqrt(0.5);
      EXPECT_LE(
          distance_from_polyline(curves[0], radius * std::cos(angle), radius * std::sin(angle)),
          1e-3);
    }
  }
};

TEST_F(OnACircle, ExceptionalPointsWithAChangeOfSign) {
  const auto found = search([](double x, double y) {
    Matrix m(2, 2);
    m << 0, 1, f(x, y), 0;
    return m;
  });
  EXPECT_TRUE(found.complete);
  expect_circle(found.curves, 2);
  EXPECT_THAT(found.degeneracy_curves, IsEmpty());
}

TEST_F(OnACircle, ExceptionalPointsWithoutAChangeOfSign) {
  const auto found = search([](double x, double y) {
    Matrix m(2, 2);
    m << 0, 1, f(x, y) * f(x, y), 0;
    return m;
  });
  EXPECT_TRUE(found.complete);
  expect_circle(found.curves, 2);
  EXPECT_THAT(found.degeneracy_curves, IsEmpty());
}

TEST_F(OnACircle, DegeneraciesAreToldApart) {
  const auto found = search([](double x, double y) {
    Matrix m(2, 2);
    m << f(x, y), 0, 0, 0.1 * x;
    Matrix basis(2, 2);
    basis << 1, 0.4, Complex(0, 0.3), 1;
    return Matrix(basis * m * basis.inverse());
  });
  EXPECT_TRUE(found.complete);
  EXPECT_THAT(found.curves, IsEmpty());
  EXPECT_THAT(found.points, IsEmpty());
  ASSERT_THAT(found.degeneracy_curves, SizeIs(1));
  EXPECT_EQ(order(found.degeneracy_curves[0]), 1);
  for (const auto& [x, y] : found.degeneracy_curves[0].points) {
    EXPECT_NEAR(f(x, y), 0.1 * x, 1e-11);
  }
}

TEST(Curves, AConeHasNone) {
  const auto cone = find_exceptional_points(
      [](double x, double y) {
        Matrix m(2, 2);
        m << x - 0.1, y + 0.2, y + 0.2, 0.1 - x;
        return m;
      },
      Box{{-1, 1}, {-1, 1}});
  EXPECT_TRUE(cone.complete);
  EXPECT_THAT(cone.curves, IsEmpty());
  EXPECT_THAT(cone.degeneracy_curves, IsEmpty());
  ASSERT_THAT(cone.degeneracies, SizeIs(1));
  EXPECT_NEAR(cone.degeneracies[0].parameters[0], 0.1, 1e-10);
  EXPECT_NEAR(cone.degeneracies[0].parameters[1], -0.2, 1e-10);
}

// Random real families against the search on lines, which knows nothing of curves.
class RandomReal : public testing::TestWithParam<int> {};

TEST_P(RandomReal, CurvesPassThroughAllPointsOnLines) {
  std::mt19937_64 engine(static_cast<std::uint64_t>(GetParam()));
  std::normal_distribution<double> normal;
  const Eigen::Index n = 3 + GetParam() % 3;
  const auto matrix = [&] {
    return Matrix(Matrix::NullaryExpr(n, n, [&] { return Complex(normal(engine)); }));
  };
  const Matrix m0 = matrix();
  const Matrix mx = matrix();
  const Matrix my = matrix();
  const auto family = [&](double x, double y) -> Matrix { return m0 + x * mx + y * my; };
  const auto found = find_exceptional_points(family, Box{{-1, 1}, {-1, 1}});
  // Not all are complete: where the arms of a cusp are closer than the smallest cells, those stay
  // open.
  EXPECT_THAT(found.degeneracy_curves, IsEmpty());
  for (const double y : {-0.83, -0.52, -0.17, 0.11, 0.38, 0.71}) {
    const auto line =
        find_exceptional_points([&](double x) { return family(x, y); }, Interval{-1, 1});
    for (const ExceptionalPoint& point : line.points) {
      double closest = 1;
      for (const ExceptionalCurve& curve : found.curves) {
        closest = std::min(closest, distance_from_polyline(curve, point.parameters[0], y));
      }
      // Vertices are on the curve, chords between them by the square of their length beside it.
      EXPECT_LE(closest, 2e-3) << "at " << point.parameters[0] << ", " << y;
    }
  }
  for (const ExceptionalCurve& curve : found.curves) EXPECT_EQ(order(curve), 2);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomReal, testing::Range(0, 12));

}  // namespace
}  // namespace quflux::inline exceptional
