#include "quflux/report/progress.h"

#include <thread>
#include <vector>

#include "quflux/core/testing.h"
#include "quflux/core/utf8.h"

namespace quflux::inline report {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(ProgressLine, ShowsShareAndTimeLeft) {
  EXPECT_EQ(progress_line("Fig. 2", 50, 100, 12, 40), "Fig. 2 [######.......]  50 %  12 s left");
  EXPECT_THAT(progress_line("x", 1, 100, 10, 80), EndsWith("1 %  17 min left"));
  EXPECT_THAT(progress_line("x", 1, 1000, 100, 80), EndsWith("0 %  28 h left"));
  EXPECT_THAT(progress_line("x", 0, 100, 5, 80), EndsWith("]   0 %"));
  EXPECT_THAT(progress_line("x", 100, 100, 5, 80), EndsWith("#] 100 %"));
  EXPECT_THAT(progress_line("x", 999, 1000, 1, 80), HasSubstr(" 99 %"));
  EXPECT_THAT(progress_line("x", 0, 0, 0, 80), EndsWith("100 %"));
  EXPECT_THAT(progress_line("x", 200, 100, 5, 80), EndsWith("100 %"));
}

TEST(ProgressLine, FitsTheTerminal) {
  for (std::size_t width = 1; width < 120; ++width) {
    EXPECT_LT(display_width(progress_line("größe Ω", 1, 3, 100, width)),
              std::max(width, std::size_t{2}));
  }
}

TEST(Progress, CountsFromManyThreadsAndCleansUp) {
  std::vector<std::string> drawn;
  {
    Progress progress("work", 8000, [&](const std::string& text) { drawn.push_back(text); });
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t) {
      threads.emplace_back([&] {
        for (int i = 0; i < 999; ++i) progress.advance();
      });
    }
    for (std::thread& thread : threads) thread.join();
    progress.advance(8);
    ASSERT_FALSE(drawn.empty());
    EXPECT_THAT(drawn.back(), HasSubstr("100 %"));
    // Ten times a second at most, and once at the end.
    EXPECT_LT(drawn.size(), 100U);
  }
  EXPECT_EQ(drawn.back(), "\r\x1b[K");
}

TEST(ProgressLine, ShowsWhatIsDoneInThePlaceOfTheTimeLeft) {
  EXPECT_THAT(progress_line("x", 0, 1, 5, 80, "step 3, residual 1e-04"),
              EndsWith("]   0 %  step 3, residual 1e-04"));
}

TEST(Progress, ShowsStepsWhereNoUnitIsFinished) {
  std::vector<std::string> drawn;
  const Progress::Sink sink = [&](const std::string& text) { drawn.push_back(text); };
  {
    const Progress progress("work", 1, sink, std::chrono::hours(1));
    const WatchScope watched(progress.watch());
    tell_step({1, 0.5});
    EXPECT_THAT(drawn, IsEmpty());
  }
  Progress progress("work", 1, sink, std::chrono::seconds(0));
  const WatchScope watched(progress.watch());
  tell_step({40, 3e-7});
  ASSERT_EQ(drawn.size(), 1U);
  EXPECT_THAT(drawn[0], HasSubstr("0 %  step 40, residual 3e-07"));
  progress.advance();
  EXPECT_THAT(drawn.back(), HasSubstr("100 %"));
}

TEST(Progress, SilentWhenStandardErrorIsNoTerminal) {
  ::testing::internal::CaptureStderr();
  {
    Progress progress("work", 2);
    progress.advance(2);
  }
  EXPECT_THAT(::testing::internal::GetCapturedStderr(), IsEmpty());
}

TEST(CountedShares, CountEveryPartOnceThroughAllCopies) {
  std::size_t counted = 0;
  const auto share = counted_shares(1000, [&](std::size_t n) { counted += n; });
  const auto copy = share;
  share(0.25);
  copy(0.5);
  copy(0.4);  // what is done stays done
  share(1);
  EXPECT_EQ(counted, 1000U);
}

}  // namespace
}  // namespace quflux::inline report
