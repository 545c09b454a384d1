#include "quflux/method/network/network_state.h"

#include <gtest/gtest.h>

namespace quflux::inline network {
namespace {

// Two sites of equal occupation n and coherence c: combinations of them have n + c and n - c.
bool physical(double n, double c, Statistics statistics, double rounding = 1e-15) {
  Matrix moments = Matrix::Identity(2, 2) * n;
  moments(0, 1) = Complex(0, c);
  moments(1, 0) = Complex(0, -c);
  return are_moments_of_a_state(moments, statistics, rounding);
}

TEST(MomentsOfAState, CombinationsOfSitesHaveOccupationsAsWell) {
  for (const Statistics statistics : {Statistics::fermions, Statistics::bosons}) {
    EXPECT_TRUE(physical(0.3, 0.2, statistics));
    EXPECT_TRUE(physical(0.3, 0.3, statistics));
    EXPECT_FALSE(physical(0.3, 0.3 + 1e-9, statistics));
    EXPECT_FALSE(physical(-1e-9, 0, statistics));
  }
}

TEST(MomentsOfAState, AtomsHaveAtMostOneQuantum) {
  EXPECT_TRUE(physical(1, 0, Statistics::fermions));
  EXPECT_FALSE(physical(0.8, 0.2 + 1e-9, Statistics::fermions));
  EXPECT_TRUE(physical(0.8, 0.2 + 1e-9, Statistics::bosons));
}

TEST(MomentsOfAState, RoundingBreaksNoBound) {
  EXPECT_TRUE(physical(0.3, 0.3 + 1e-9, Statistics::bosons, 1e-8));
  EXPECT_TRUE(physical(-1e-15, 0, Statistics::bosons));
}

TEST(BrokenBound, NamesIt) {
  NetworkState state;
  EXPECT_EQ(broken_bound(state, Statistics::fermions), "");
  state.positive = false;
  EXPECT_EQ(broken_bound(state, Statistics::fermions),
            "an occupation is outside [0, 1]: the equation does not keep the state positive here");
  EXPECT_EQ(broken_bound(state, Statistics::bosons),
            "an occupation is below 0: the equation does not keep the state positive here");
}

TEST(DropLostDigits, FromOneInAMillionOn) {
  NetworkState state;
  state.occupations = RealVector{{0.1, 0.5}};
  state.q_p = RealMatrix::Zero(2, 2);
  drop_lost_digits(state, 1e-7);
  EXPECT_EQ(state.rounding, 1e-7);
  EXPECT_EQ(state.occupations(0), 0.1);
  drop_lost_digits(state, 1e-5);
  EXPECT_TRUE(state.occupations.array().isNaN().all());
  EXPECT_TRUE(state.q_p.array().isNaN().all());
}

}  // namespace
}  // namespace quflux::inline network
