#include "quflux/chain/network_state.h"

#include <limits>

#include <gtest/gtest.h>

namespace quflux {
namespace {

constexpr const char* kAtoms =
    "an occupation is outside [0, 1]: the equation does not keep the state positive here";
constexpr const char* kOscillators =
    "an occupation is below 0: the equation does not keep the state positive here";

NetworkState with_occupations(double first, double second, double rounding = 1e-15) {
  NetworkState state;
  state.occupations = RealVector{{first, second}};
  state.rounding = rounding;
  return state;
}

TEST(BrokenBound, BelowZero) {
  EXPECT_EQ(broken_bound(with_occupations(0, 0.5), Statistics::fermions), "");
  EXPECT_EQ(broken_bound(with_occupations(-1e-9, 0.5), Statistics::fermions), kAtoms);
  EXPECT_EQ(broken_bound(with_occupations(-1e-9, 0.5), Statistics::bosons), kOscillators);
}

TEST(BrokenBound, AboveOneForAtomsOnly) {
  EXPECT_EQ(broken_bound(with_occupations(1, 0.5), Statistics::fermions), "");
  EXPECT_EQ(broken_bound(with_occupations(1 + 1e-9, 0.5), Statistics::fermions), kAtoms);
  EXPECT_EQ(broken_bound(with_occupations(1 + 1e-9, 0.5), Statistics::bosons), "");
}

TEST(BrokenBound, RoundingBreaksNone) {
  EXPECT_EQ(broken_bound(with_occupations(-1e-9, 0.5, 1e-8), Statistics::fermions), "");
  EXPECT_EQ(broken_bound(with_occupations(-1e-15, 1e-15), Statistics::bosons), "");
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(broken_bound(with_occupations(none, none), Statistics::bosons), "");
}

TEST(DropLostDigits, FromOneInAMillionOn) {
  NetworkState state = with_occupations(0.1, 0.5);
  state.q_p = RealMatrix::Zero(2, 2);
  drop_lost_digits(state, 1e-7);
  EXPECT_EQ(state.rounding, 1e-7);
  EXPECT_EQ(state.occupations(0), 0.1);
  drop_lost_digits(state, 1e-5);
  EXPECT_TRUE(state.occupations.array().isNaN().all());
  EXPECT_TRUE(state.q_p.array().isNaN().all());
}

}  // namespace
}  // namespace quflux
