#include "quflux/report/svg.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace quflux::inline report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

TEST(Svg, TextsAreEscaped) {
  EXPECT_EQ(escaped("a<b & \"c\" 'd'>"), "a&lt;b &amp; &quot;c&quot; &#39;d&#39;&gt;");
  const std::string svg = plot_as_svg({"<t>", "x", "y", {{"</svg>", {0, 1}, {0, 1}}}});
  EXPECT_THAT(svg, HasSubstr("&lt;/svg&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<t>")));
}

TEST(Svg, TicksAreRound) {
  EXPECT_THAT(round_ticks(0.03, 0.98), ElementsAre(0.2, 0.4, testing::DoubleEq(0.6), 0.8));
  EXPECT_THAT(round_ticks(-7, 12), ElementsAre(-5, 0, 5, 10));
  EXPECT_TRUE(round_ticks(1, 1).empty());
}

// A point without an answer breaks the curve: one more M than curves.
TEST(Svg, CurvesAreBrokenWhereThereIsNoNumber) {
  const std::string svg =
      plot_as_svg({"", "x", "y", {{"a", {0, 1, 2, 3, 4}, {0, 1, std::nan(""), 2, 3}}}});
  EXPECT_EQ(std::ranges::count(svg, 'M'), 2);
  EXPECT_THAT(svg, Not(HasSubstr("nan")));
}

TEST(Svg, NothingIsDrawnOfNoNumbers) {
  EXPECT_EQ(plot_as_svg({"", "x", "y", {{"a", {0}, {std::nan("")}}}}), "");
}

TEST(Svg, BarsBeginAtZero) {
  const std::string svg = bars_as_svg({"", {"a", "b"}, {2, -1}, {0, 1}});
  EXPECT_THAT(svg, HasSubstr(">a</text>"));
  EXPECT_EQ(svg.find("width='-"), std::string::npos);
}

}  // namespace
}  // namespace quflux::inline report
