#include "quflux/core/parallel.h"

#include <atomic>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

TEST(Parallel, CoversEveryIndexOnce) {
  std::vector<int> seen(1000);
  parallel_for(seen.size(), 7, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) ++seen[i];
  });
  EXPECT_EQ(seen, std::vector<int>(1000, 1));
  parallel_for(0, 1, [](std::size_t, std::size_t) { FAIL(); });
}

TEST(Parallel, NestedLoopsKeepWhatAThreadHolds) {
  struct Held {
    int value = 0;
  };
  PerThread<Held> held([] { return std::make_unique<Held>(); });
  std::atomic<int> disturbed{0};
  parallel_for(64, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      Held& mine = held.local();
      mine.value = static_cast<int>(i);
      parallel_for(8, 1, [](std::size_t, std::size_t) {});
      if (mine.value != static_cast<int>(i)) ++disturbed;
    }
  });
  EXPECT_EQ(disturbed, 0);
}

TEST(Parallel, ExceptionsLeaveTheLoop) {
  EXPECT_THROW(
      parallel_for(10, 1, [](std::size_t, std::size_t) { throw std::runtime_error("no"); }),
      std::runtime_error);
}

TEST(Parallel, UsesTheThreadsItIsGiven) {
  with_threads(1, [] { EXPECT_EQ(thread_count(), 1); });
}

}  // namespace
}  // namespace quflux::inline core
