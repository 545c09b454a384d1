#include "quflux/hilbert/site_operators.h"

#include <cmath>
#include <limits>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"

namespace quflux::inline hilbert {
namespace {

using testing::HasSubstr;

// Products of square roots: a few rounding errors of entries of the size of the dimension squared.
constexpr double kRounding = 1e-13;

Matrix commutator(const Matrix& a, const Matrix& b) { return a * b - b * a; }

double difference(const Matrix& a, const Matrix& b) { return (a - b).cwiseAbs().maxCoeff(); }

template <class F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Annihilation, LowersTheNumberState) {
  const Matrix a = annihilation(5);
  Vector three = Vector::Zero(5);
  three(3) = 1;
  Vector expected = Vector::Zero(5);
  expected(2) = std::sqrt(3.0);
  EXPECT_EQ(Vector(a * three), expected);
}

TEST(Annihilation, HasTheBosonCommutatorBelowTheCut) {
  const Eigen::Index levels = 7;
  const Matrix a = annihilation(levels);
  Matrix expected = Matrix::Identity(levels, levels);
  // The cut: a a^+ has no level to go through at the top.
  expected(levels - 1, levels - 1) = -static_cast<double>(levels - 1);
  EXPECT_LT(difference(commutator(a, a.adjoint()), expected), kRounding);
  EXPECT_LT(difference(commutator(number(levels), a), -a), kRounding);
  EXPECT_LT(difference(number(levels), a.adjoint() * a), kRounding);
}

TEST(Annihilation, OfTwoLevelsIsTheLoweringOperatorOfATwoLevelSystem) {
  Matrix sigma = Matrix::Zero(2, 2);
  sigma(0, 1) = 1;
  EXPECT_EQ(annihilation(2), sigma);
  EXPECT_EQ(annihilation(1), Matrix::Zero(1, 1));
  EXPECT_EQ(number(1), Matrix::Zero(1, 1));
}

TEST(PositionAndMomentum, AreHermitianAndConjugate) {
  const Eigen::Index levels = 6;
  EXPECT_EQ(position(levels), Matrix(position(levels).adjoint()));
  EXPECT_EQ(momentum(levels), Matrix(momentum(levels).adjoint()));
  // [a + a^+, -i (a - a^+)] = 2i below the cut.
  const Matrix c = commutator(position(levels), momentum(levels));
  EXPECT_LT(difference(c.topLeftCorner(levels - 1, levels - 1),
                       2.0 * kI * Matrix::Identity(levels - 1, levels - 1)),
            kRounding);
}

class Spin : public testing::TestWithParam<double> {};

TEST_P(Spin, ObeysTheAngularMomentumAlgebra) {
  const double s = GetParam();
  const Matrix x = spin_x(s);
  const Matrix y = spin_y(s);
  const Matrix z = spin_z(s);
  const auto levels = static_cast<Eigen::Index>(2 * s + 1);
  EXPECT_EQ(z.rows(), levels);
  EXPECT_LT(difference(commutator(x, y), kI * z), kRounding);
  EXPECT_LT(difference(commutator(y, z), kI * x), kRounding);
  EXPECT_LT(difference(commutator(z, x), kI * y), kRounding);
  EXPECT_LT(difference(x * x + y * y + z * z, s * (s + 1) * Matrix::Identity(levels, levels)),
            kRounding);
  EXPECT_LT(difference(spin_lowering(s), x - kI * y), kRounding);
}

TEST_P(Spin, HasTheLowestStateFirst) {
  const double s = GetParam();
  EXPECT_EQ(spin_z(s)(0, 0), Complex(-s));
  EXPECT_EQ(Matrix(spin_lowering(s).col(0)), Matrix::Zero(spin_z(s).rows(), 1));
}

INSTANTIATE_TEST_SUITE_P(Spins, Spin, testing::Values(0.5, 1.0, 1.5, 2.0, 5.5));

TEST(Pauli, MatricesAreThoseOfTheBasisGroundExcited) {
  Matrix x(2, 2);
  x << 0, 1, 1, 0;
  // sigma_y = -i (|e><g| - |g><e|), with |g> first.
  Matrix y(2, 2);
  y << 0, kI, -kI, 0;
  Matrix z(2, 2);
  z << -1, 0, 0, 1;
  EXPECT_EQ(sigma_x(), x);
  EXPECT_EQ(sigma_y(), y);
  EXPECT_EQ(sigma_z(), z);
  EXPECT_EQ(Matrix(sigma_x() * sigma_y()), Matrix(kI * sigma_z()));
}

TEST(SiteOperators, NameTheLevelsThatAreNotAllowed) {
  EXPECT_EQ(error_of([] { annihilation(0); }), "a site has 0 levels; it must have at least 1");
  EXPECT_EQ(error_of([] { number(-2); }), "a site has -2 levels; it must have at least 1");
  EXPECT_THAT(error_of([] { position(0); }), HasSubstr("at least 1"));
  EXPECT_THAT(error_of([] { momentum(0); }), HasSubstr("at least 1"));
}

TEST(SiteOperators, NameTheSpinThatIsNotAllowed) {
  for (const double spin : {0.0, -0.5, 0.7, 2047.0 + 1, 1e300}) {
    EXPECT_THAT(error_of([=] { spin_z(spin); }),
                AllOf(HasSubstr(fmt::format("the spin is {};", spin)),
                      HasSubstr("it must be 1/2, 1, 3/2, ... up to 2047.5")));
  }
  EXPECT_THAT(error_of([] { spin_lowering(std::numeric_limits<double>::quiet_NaN()); }),
              HasSubstr("the spin is nan"));
  EXPECT_THAT(error_of([] { spin_x(std::numeric_limits<double>::infinity()); }),
              HasSubstr("the spin is inf"));
}

}  // namespace
}  // namespace quflux::inline hilbert
