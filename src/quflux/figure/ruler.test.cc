#include "quflux/figure/ruler.h"

#include <cmath>

#include "quflux/core/testing.h"

namespace quflux {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> labels(const Ruler& ruler) {
  std::vector<std::string> result;
  for (const Tick& tick : ruler.ticks) {
    if (!tick.label.empty()) result.push_back(tick.label);
  }
  return result;
}

Ruler ruler_over(double min, double max, double length = 6, Direction d = Direction::across) {
  return make_ruler(Axis{}, {min, max, false}, 0, length, d);
}

TEST(Ruler, RoundNumbers) {
  EXPECT_THAT(labels(ruler_over(0, 0.1)),
              ElementsAre("0.00", "0.02", "0.04", "0.06", "0.08", "0.10"));
  EXPECT_THAT(labels(ruler_over(-2, 2, 3)), ElementsAre("−2", "−1", "0", "1", "2"));
  EXPECT_THAT(labels(ruler_over(0.3, 0.7, 3, Direction::up)),
              ElementsAre("0.3", "0.4", "0.5", "0.6", "0.7"));
}

TEST(Ruler, PowersOfTenMoveIntoTheTitle) {
  const Axis axis = {.label = "J", .unit = "W"};
  const Ruler small = make_ruler(axis, {0, 1.8e-3, false}, 0, 3, Direction::up);
  EXPECT_EQ(small.exponent, -3);
  EXPECT_THAT(labels(small), ElementsAre("0.0", "0.5", "1.0", "1.5"));
  EXPECT_EQ(title(axis, small), "J (10^{−3} W)");
  EXPECT_EQ(title(Axis{.label = "J"}, small), "J (10^{−3})");
  EXPECT_EQ(title(axis, ruler_over(0, 1)), "J (W)");
  EXPECT_EQ(title(Axis{.label = "J"}, ruler_over(0, 1)), "J");
  EXPECT_EQ(title(Axis{}, ruler_over(0, 1)), "");
  EXPECT_EQ(ruler_over(0, 2e6).exponent, 6);
  EXPECT_EQ(ruler_over(0, 0.02).exponent, 0);
}

TEST(Ruler, LabelsDoNotTouchEachOther) {
  for (const double length : {1.0, 2.0, 3.7, 6.0, 15.0}) {
    for (const auto& [min, max] :
         {std::pair{0.0, 1.0}, {-1e-7, 3e-7}, {1.00001, 1.00002}, {0.013, 912.0}, {-5e20, 1e19}}) {
      const Ruler r = ruler_over(min, max, length);
      double last = -1;
      std::size_t count = 0;
      for (const Tick& tick : r.ticks) {
        EXPECT_GE(tick.at, min - 1e-6 * (max - min));
        EXPECT_LE(tick.at, max + 1e-6 * (max - min));
        if (tick.label.empty()) continue;
        const double at = (tick.at - min) / (max - min) * length;
        const double half = text_width(tick.label) / 2;
        if (count > 0) {
          EXPECT_GT(at - half, last) << min << " " << max << " over " << length;
        }
        last = at + half;
        ++count;
      }
      EXPECT_GE(count, 1U);
      EXPECT_LE(r.ticks.size(), 200U);
    }
  }
}

TEST(Ruler, Logarithmic) {
  const Axis axis = {.scale = Scale::logarithmic};
  const Ruler r = make_ruler(axis, {1e-3, 1, false}, 0, 6, Direction::across);
  EXPECT_DOUBLE_EQ(r.min, -3);
  EXPECT_DOUBLE_EQ(r.max, 0);
  EXPECT_THAT(labels(r), ElementsAre("10^{−3}", "10^{−2}", "10^{−1}", "10^{0}"));
  EXPECT_EQ(r.ticks.size(), 4U + 3 * 8);
  // Less than a decade has no two powers of ten to label.
  const Ruler narrow = make_ruler(axis, {2, 6, false}, 0, 6, Direction::across);
  EXPECT_THAT(labels(narrow), ElementsAre("2", "3", "4", "5", "6"));
  EXPECT_DOUBLE_EQ(narrow.ticks[1].at, std::log10(3.0));
  const Ruler wide = make_ruler(axis, {1e-30, 1e30, false}, 0, 6, Direction::up);
  EXPECT_LE(labels(wide).size(), 8U);
}

TEST(Ruler, GivenLimitsAndTicksWin) {
  Axis axis = {.min = 0, .max = 3};
  axis.ticks = {{0, "zero"}, {1, ""}, {2, "two"}};
  const Ruler r = make_ruler(axis, {1, 2, false}, 0.1, 6, Direction::up);
  EXPECT_EQ(r.min, 0);
  EXPECT_EQ(r.max, 3);
  EXPECT_THAT(labels(r), ElementsAre("zero", "two"));
}

TEST(Ruler, MarginStopsAtZeroForPositiveData) {
  const Ruler positive = make_ruler(Axis{}, {0, 10, false}, 0.1, 6, Direction::up);
  EXPECT_EQ(positive.min, 0);
  EXPECT_EQ(positive.max, 11);
  const Ruler both = make_ruler(Axis{}, {-10, 10, false}, 0.1, 6, Direction::up);
  EXPECT_EQ(both.min, -12);
}

TEST(Ruler, NoRangeAtAll) {
  for (const Scale scale : {Scale::linear, Scale::logarithmic}) {
    const Axis axis = {.scale = scale};
    for (const Extent& e : {Extent{}, Extent{3, 3, false}, Extent{1e-300, 1e-300, false},
                            Extent{1e300, 1e300, false}}) {
      const Ruler r = make_ruler(axis, e, 0.05, 6, Direction::up);
      EXPECT_LT(r.min, r.max);
      EXPECT_TRUE(std::isfinite(r.max - r.min));
      EXPECT_FALSE(r.ticks.empty());
    }
  }
  const Ruler zero = make_ruler(Axis{}, {0, 0, false}, 0.05, 6, Direction::up);
  EXPECT_LT(zero.min, zero.max);
  const Ruler beyond = make_ruler(Axis{.min = 5}, {1, 2, false}, 0, 6, Direction::up);
  EXPECT_EQ(beyond.min, 5);
  EXPECT_GT(beyond.max, 5);
}

TEST(Extend, SkipsWhatCannotBeDrawn) {
  Extent e;
  extend(e, {NAN, INFINITY, -INFINITY}, Scale::linear);
  EXPECT_TRUE(e.empty);
  extend(e, {-1, 0, 2, NAN, 5}, Scale::logarithmic);
  EXPECT_EQ(e.min, 2);
  EXPECT_EQ(e.max, 5);
}

TEST(TextWidth, IgnoresMarkup) {
  EXPECT_DOUBLE_EQ(text_width("{/:Italic a}"), text_width("a"));
  EXPECT_DOUBLE_EQ(text_width("\\{a\\}"), text_width("{a}") + text_width("\\{\\}"));
  EXPECT_LT(text_width("a_{bc}"), text_width("abc"));
  EXPECT_DOUBLE_EQ(text_width("a_bc"), text_width("ac") + text_width("_b"));
  EXPECT_GT(text_width("{/"), -1);
}

}  // namespace
}  // namespace quflux
