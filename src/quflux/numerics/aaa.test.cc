#include "quflux/numerics/aaa.h"

#include <cmath>

#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

// sum of residues/(x - poles), which leaves out a constant.
double sum_at(const PoleSum& r, double x) {
  return (r.residues.array() / (x - r.poles.array())).sum().real();
}

TEST(Aaa, FindsThePolesOfARationalFunction) {
  // x/(x^2 + 1) + 3/((x - 2)^2 + 0.01): +-i with 1/2, 2 +- 0.1i with -+15i.
  const RealVector x = RealVector::LinSpaced(400, -10, 10);
  const auto array = x.array();
  const RealVector y = array / (array.square() + 1) + 3 / ((array - 2).square() + 0.01);
  const PoleSum r = rational_approximation(x, y, 1e-13, 40);
  ASSERT_EQ(r.poles.size(), 4);
  for (const Complex& pole : {Complex(0, 1), Complex(0, -1), Complex(2, 0.1), Complex(2, -0.1)}) {
    Eigen::Index nearest = 0;
    // The narrow peak is a hundred times higher than the other one.
    EXPECT_LE((r.poles.array() - pole).abs().minCoeff(&nearest), 1e-10) << pole;
    const Complex residue =
        std::abs(pole.real()) < 1 ? Complex(0.5) : Complex(0, pole.imag() > 0 ? -15 : 15);
    EXPECT_LE(std::abs(r.residues(nearest) - residue), 1e-9) << pole;
  }
}

// The approximation is right to 1e-11; partial fractions of it cancel, which costs four digits.
TEST(Aaa, IsRightBetweenThePoints) {
  const auto f = [](double x) { return std::exp(-x * x) * (1 + x); };
  const RealVector x = RealVector::LinSpaced(601, -6, 6);
  const PoleSum r = rational_approximation(x, x.unaryExpr(f), 1e-11, 60);
  EXPECT_LT(r.poles.size(), 40);
  // What is constant is not in the sum.
  const double constant = f(0) - sum_at(r, 0);
  for (double y = -5.93; y < 6; y += 0.17) {
    EXPECT_NEAR(sum_at(r, y) + constant, f(y), 1e-7) << y;
  }
}

TEST(Aaa, EndsWhereNoPointIsLeft) {
  const RealVector x = RealVector::LinSpaced(5, -1, 1);
  const PoleSum r = rational_approximation(x, RealVector(x.array().exp()), 1e-14, 50);
  EXPECT_LE(r.poles.size(), 2);
}

}  // namespace
}  // namespace quflux::inline numerics
