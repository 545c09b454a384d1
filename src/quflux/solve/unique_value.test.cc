#include "quflux/solve/unique_value.h"

#include <gtest/gtest.h>

namespace quflux::inline solve {
namespace {

TEST(UniqueValue, IsTheFactorOfTheTraces) {
  const RealVector traces = RealVector::LinSpaced(3, -1, 2);
  EXPECT_NEAR(*unique_value(-0.3 * traces, traces, 1), -0.3, 1e-15);
}

TEST(UniqueValue, IsNoneWhereStatesDiffer) {
  // Of a matrix without a trace, which may be added to any state.
  EXPECT_FALSE(unique_value(RealVector{{0.5, 1e-3}}, RealVector{{1, 0}}, 1));
  // Rounding is no difference.
  EXPECT_TRUE(unique_value(RealVector{{0.5, 1e-12}}, RealVector{{1, 0}}, 1));
}

}  // namespace
}  // namespace quflux::inline solve
