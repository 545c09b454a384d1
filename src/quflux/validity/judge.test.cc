#include "quflux/validity/judge.h"

#include <gtest/gtest.h>

namespace quflux::inline validity {
namespace {

TEST(Judge, ComparesTheScaleOfTheEquation) {
  const auto verdict = [](const char* name, const TimeScales& scales) {
    return judge(find_equation(name).assumption, scales).verdict;
  };
  TimeScales scales{.largest_rate = 0.01,
                    .smallest_splitting = 0.2,
                    .smallest_frequency = 0.05,
                    .coupling_splitting = 0.001};
  EXPECT_EQ(verdict("global", scales), Verdict::holds);
  EXPECT_EQ(verdict("partial_secular", scales), Verdict::doubtful);
  EXPECT_EQ(verdict("local", scales), Verdict::holds);
  EXPECT_EQ(verdict("redfield", scales), std::nullopt);
  scales.smallest_splitting = 0.01;
  scales.coupling_splitting = 0.01;
  EXPECT_EQ(verdict("global", scales), Verdict::fails);
  EXPECT_EQ(verdict("local", scales), Verdict::fails);
  scales.smallest_splitting.reset();
  EXPECT_EQ(verdict("global", scales), std::nullopt);
}

}  // namespace
}  // namespace quflux::inline validity
