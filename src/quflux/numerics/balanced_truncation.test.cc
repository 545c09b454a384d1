#include "quflux/numerics/balanced_truncation.h"

#include <random>

#include <gtest/gtest.h>

namespace quflux::inline numerics {
namespace {

using Eigen::Index;

// The largest error on the imaginary axis, where its bound is known.
double transform_error(const Exponentials& a, const Exponentials& b) {
  double largest = 0;
  for (double x = -8; x < 8; x += 0.05) {
    const double w = std::sinh(x);
    largest = std::max(largest, std::abs(half_transform(a, w) - half_transform(b, w)));
  }
  return largest;
}

Exponentials random_sum(Index size, bool real, bool signs, unsigned seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> unit(0, 1);
  Exponentials sum{Vector(size), Vector(size)};
  for (Index k = 0; k < size; ++k) {
    sum.rates(k) = std::pow(10, 3 * unit(engine) - 1);
    sum.amplitudes(k) = unit(engine) - (signs ? 0.5 : 0);
    if (real) continue;
    sum.rates(k) += Complex(0, 4 * unit(engine) - 2);
    sum.amplitudes(k) += Complex(0, unit(engine) - 0.5);
  }
  return sum;
}

// Glover's bound: twice the sum of the Hankel singular values that are left out.
void expect_bound(const Exponentials& many) {
  const BalancedTruncation balanced(many);
  const RealVector& hankel = balanced.hankel_values();
  for (Index k = 1; k < std::min<Index>(hankel.size(), 9); ++k) {
    const Exponentials few = balanced.truncate(k);
    ASSERT_LE(few.rates.size(), k);
    ASSERT_GT(few.rates.size(), 0);
    EXPECT_GT(few.rates.real().minCoeff(), 0);
    const double bound = 2 * hankel.tail(hankel.size() - few.rates.size()).sum();
    // Gramians are known to 1e-15 of themselves, and their square roots decide small values.
    EXPECT_LE(transform_error(few, many), bound + 1e-8 * hankel(0)) << k;
  }
}

TEST(BalancedTruncation, KeepsItsBoundWithRealAndComplexExponents) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    expect_bound(random_sum(30, true, false, seed));
    expect_bound(random_sum(30, true, true, seed));
    expect_bound(random_sum(30, false, true, seed));
  }
}

TEST(BalancedTruncation, LeavesRealExponentsReal) {
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const BalancedTruncation balanced(random_sum(30, true, true, seed));
    for (Index k = 1; k < 10; ++k) {
      const Exponentials few = balanced.truncate(k);
      EXPECT_TRUE(few.rates.imag().isZero(0));
      EXPECT_TRUE(few.amplitudes.imag().isZero(0));
    }
  }
}

TEST(BalancedTruncation, FindsTermsThatAreTheSame) {
  Exponentials doubled{Vector(6), Vector(6)};
  doubled.rates << 1, 3, 20, 1, 3, 20;
  doubled.amplitudes << 2, -1, 0.5, 1, 1.5, 2;
  const Exponentials few = BalancedTruncation(doubled).truncate(6);
  ASSERT_EQ(few.rates.size(), 3);
  Exponentials expected{Vector(3), Vector(3)};
  expected.rates << 1, 3, 20;
  expected.amplitudes << 3, 0.5, 2.5;
  // The least of the three singular values is 1/300 of the largest.
  EXPECT_LE(transform_error(few, expected), 1e-11);
}

TEST(BalancedTruncation, OfNothingIsNothing) {
  const BalancedTruncation balanced(Exponentials{});
  EXPECT_EQ(balanced.truncate(3).rates.size(), 0);
}

}  // namespace
}  // namespace quflux::inline numerics
