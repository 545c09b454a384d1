#include "quflux/core/double_double.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

// Two units in the last place of 106 bits.
constexpr double kRounding = 0x1p-104;

TEST(DoubleDouble, SumsKeepWhatADoubleLoses) {
  const DoubleDouble x = DoubleDouble(1) + DoubleDouble(1e-25);
  EXPECT_EQ(to_double(x), 1);
  EXPECT_DOUBLE_EQ(to_double(x - DoubleDouble(1)), 1e-25);
}

TEST(DoubleDouble, ProductsAreExactForDoubles) {
  const double a = 1 + 0x1p-30;
  const DoubleDouble square = DoubleDouble(a) * DoubleDouble(a);
  // (1 + e)^2 = 1 + 2 e + e^2 with e^2 = 2^-60
  EXPECT_EQ(to_double(square - DoubleDouble(1) - DoubleDouble(0x1p-29)), 0x1p-60);
}

TEST(DoubleDouble, QuotientsTimesDivisorsGiveBackTheNumber) {
  for (const double divisor : {3.0, 7.0, 0.1, -1e-20, 12345.678}) {
    const DoubleDouble quotient = DoubleDouble(1) / DoubleDouble(divisor);
    EXPECT_LE(std::abs(to_double(quotient * DoubleDouble(divisor) - DoubleDouble(1))),
              2 * kRounding);
  }
}

TEST(DoubleDouble, ComplexMatricesMultiply) {
  using Z = std::complex<DoubleDouble>;
  Eigen::Matrix<Z, 2, 2> m;
  m << Z(1, 1), Z(DoubleDouble(1e-20)), Z(0), Z(2, -1);
  const Eigen::Matrix<Z, 2, 2> square = m.lazyProduct(m);
  EXPECT_EQ(to_double(square(0, 0)), std::complex<double>(0, 2));
  EXPECT_DOUBLE_EQ(to_double(square(0, 1)).real(), 3e-20);
  EXPECT_EQ(to_double(square(0, 1)).imag(), 0);
  EXPECT_EQ(to_double(square(1, 1)), std::complex<double>(3, -4));
}

TEST(DoubleDouble, ExponentialsAddInTheExponent) {
  // exp(x) exp(y) = exp(x + y), of numbers small and large; rounding doubles with every halving.
  for (const double x : {1e-12, 0.3, 2.0, 40.0, 300.0}) {
    const DoubleDouble one = expm1(DoubleDouble(x)) + DoubleDouble(1);
    const DoubleDouble third = expm1(DoubleDouble(x) / DoubleDouble(3)) + DoubleDouble(1);
    EXPECT_NEAR(to_double(third * third * third / one - DoubleDouble(1)), 0, 1e-27) << x;
    EXPECT_DOUBLE_EQ(to_double(expm1(DoubleDouble(x))), std::expm1(x));
  }
}

TEST(DoubleDouble, ComparesByBothParts) {
  const DoubleDouble above = DoubleDouble(1) + DoubleDouble(1e-25);
  EXPECT_GT(above, DoubleDouble(1));
  EXPECT_LT(-above, DoubleDouble(-1));
  EXPECT_EQ(abs(-above), above);
}

}  // namespace
}  // namespace quflux::inline core
