#include "quflux/validity/judge.h"

#include <gtest/gtest.h>

namespace quflux::inline validity {
namespace {

// A bath with lines of one width at both signs of some frequencies, and at zero.
TimeScales lines_at(const std::vector<double>& frequencies, double width) {
  TimeScales scales{.largest_rate = 0.01};
  std::vector<Line>& lines = scales.lines.emplace_back();
  for (auto w = frequencies.rbegin(); w != frequencies.rend(); ++w) {
    if (*w > 0) lines.push_back({-*w, width});
  }
  for (const double w : frequencies) lines.push_back({w, width});
  return scales;
}

TEST(Neglect, IsThatOfThePairsThatTheFilterDrops) {
  const auto number = [](const Equation& equation, const TimeScales& scales) {
    return neglect(equation, scales)->number;
  };
  // Lines at +-1 and +-1.2: neighbours of one sign are 0.2 apart, of both signs 2.
  const TimeScales two = lines_at({1, 1.2}, 0.01);
  EXPECT_DOUBLE_EQ(number(equation("global"), two), 0.02 / (1.2 - 1.0));
  EXPECT_DOUBLE_EQ(number(equation("partial_secular"), two), 0.02 / 2);
  EXPECT_DOUBLE_EQ(number(equation("partial_secular", {{"secular_cutoff", 0.1}}), two),
                   0.02 / (1.2 - 1.0));
  EXPECT_EQ(number(equation("partial_secular", {{"secular_cutoff", 3.0}}), two), 0);
  EXPECT_EQ(number(equation("global", {{"degeneracy_tolerance", 0.5}}), lines_at({1, 1.2}, 0.01)),
            0.02 / 2);
  EXPECT_EQ(neglect(equation("redfield"), two), std::nullopt);
}

// One transition frequency is three lines where the operator also has elements at zero.
TEST(Neglect, ZeroAndTheTwoSignsAreLinesOfTheirOwn) {
  const std::optional<DroppedPair> pair = worst_dropped_pair(kGlobal, {}, lines_at({0, 1}, 0.125));
  ASSERT_TRUE(pair);
  EXPECT_EQ(pair->distance(), 1);
  EXPECT_EQ(pair->width(), 0.25);
  EXPECT_EQ(neglect(equation("global"), lines_at({0, 1}, 0.125))->verdict, Verdict::doubtful);
  EXPECT_EQ(worst_dropped_pair(kGlobal, {}, lines_at({1}, 0.125))->distance(), 2);
  EXPECT_EQ(worst_dropped_pair(kRedfield, {}, lines_at({0, 1}, 0.125)), std::nullopt);
}

TEST(Neglect, OfTheLocalEquationIsTheSplittingOverTheRates) {
  const auto verdict = [](double splitting) {
    return neglect(equation("local"), {.largest_rate = 0.01, .splitting = splitting})->verdict;
  };
  EXPECT_EQ(verdict(0), Verdict::good);
  EXPECT_EQ(verdict(0.0005), Verdict::good);
  EXPECT_EQ(verdict(0.002), Verdict::doubtful);
  EXPECT_EQ(verdict(0.02), Verdict::bad);
}

}  // namespace
}  // namespace quflux::inline validity
