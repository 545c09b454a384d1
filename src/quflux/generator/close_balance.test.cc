#include "quflux/generator/close_balance.h"

#include <gtest/gtest.h>

namespace quflux::inline generator {
namespace {

FlowSums<double> sums(const RealVector& flows, const RealVector& sizes) {
  return {flows, sizes, 2 * sizes};
}

// The flow of a bath that exchanges 1e10 with its site, with the rounding of that.
TEST(CloseBalance, TakesTheStrongestBathFromTheOthers) {
  FlowSums<double> s = sums(RealVector{{0.5, -3.1e-6, 0.25}}, RealVector{{1, 1e10, 2}});
  close_balance(s);
  EXPECT_EQ(s.flows, (RealVector{{0.5, -0.75, 0.25}}));
  EXPECT_EQ(s.sizes, (RealVector{{1, 3, 2}}));
  EXPECT_EQ(s.most, (RealVector{{2, 6, 4}}));
}

TEST(CloseBalance, LeavesBathsOfOneOrder) {
  FlowSums<double> s = sums(RealVector{{1, -0.9}}, RealVector{{2, 5}});
  close_balance(s);
  EXPECT_EQ(s.flows, (RealVector{{1, -0.9}}));
  FlowSums<double> one = sums(RealVector{{1e-17}}, RealVector{{1}});
  close_balance(one);
  EXPECT_EQ(one.flows, (RealVector{{1e-17}}));
}

}  // namespace
}  // namespace quflux::inline generator
