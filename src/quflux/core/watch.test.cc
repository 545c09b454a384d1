#include "quflux/core/watch.h"

#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

TEST(Watch, IsToldOfTheThreadThatHasIt) {
  std::vector<IterationStep> told;
  const Watch watch = [&](const IterationStep& step) { told.push_back(step); };
  tell_step({1, 0.5});
  {
    const WatchScope scope(&watch);
    tell_step({2, 0.25});
    std::thread([] { tell_step({3, 0.1}); }).join();
    {
      const WatchScope nobody(nullptr);
      tell_step({4, 0.1});
    }
    EXPECT_EQ(current_watch(), &watch);
  }
  tell_step({5, 0.1});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_EQ(told[0].step, 2);
  EXPECT_EQ(told[0].residual, 0.25);
}

TEST(Watch, CountsWhatAnIterationIsPartOf) {
  std::vector<IterationStep> told;
  const Watch watch = [&](const IterationStep& step) { told.push_back(step); };
  const WatchScope scope(&watch);
  {
    const InnerIteration outer(10, 0.5);
    const InnerIteration inner(3, 0.25);
    tell_step({2, 0.5});
  }
  tell_step({1, 1});
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].step, 15);
  EXPECT_EQ(told[0].residual, 0.0625);
  EXPECT_EQ(told[1].step, 1);
}

}  // namespace
}  // namespace quflux::inline core
