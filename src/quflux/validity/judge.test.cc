#include "quflux/validity/judge.h"

#include <algorithm>
#include <random>

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

// The search leaves out pairs that are too far apart for their widths.
TEST(Neglect, NoPairIsWorse) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> frequency(-1, 1);
  std::uniform_real_distribution<double> width(0.9, 1);
  for (int model = 0; model < 20; ++model) {
    TimeScales scales;
    std::vector<Line>& lines = scales.lines.emplace_back();
    for (int i = 0; i < 50; ++i) lines.push_back({frequency(random), width(random)});
    std::ranges::sort(lines, {}, &Line::frequency);
    double worst = 0;
    for (std::size_t b = 0; b < lines.size(); ++b) {
      for (std::size_t a = 0; a < b; ++a) {
        const DroppedPair pair{lines[a], lines[b]};
        if (pair.distance() <= 1e-9) continue;
        worst = std::max(worst, pair.width() / pair.distance());
      }
    }
    const std::optional<DroppedPair> found = worst_dropped_pair(kGlobal, {}, scales);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->width() / found->distance(), worst);
  }
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
