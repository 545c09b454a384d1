#include "quflux/figure/figure.h"

#include <cmath>
#include <set>

#include "quflux/core/testing.h"

namespace quflux {
namespace {

Figure example() {
  Panel panel;
  panel.curves = {{{1, 2}, {3, 4}, "a", stroke(0)}};
  return {.name = "fig", .panels = {panel}};
}

TEST(Figure, ValidOneIsAccepted) { EXPECT_NO_THROW(validate(example())); }

TEST(Figure, NameMustBeAFileName) {
  for (const char* name : {"", "a/b", "..", ".a", "-a", "a b", "a'b", "a\n", "ä"}) {
    Figure f = example();
    f.name = name;
    EXPECT_THAT(error_of([&] { validate(f); }), ::testing::StartsWith("a figure is named '"));
  }
}

TEST(Figure, SizesMustFit) {
  Figure f = example();
  f.panels[0].curves[0].y.pop_back();
  EXPECT_EQ(error_of([&] { validate(f); }),
            "the curve 'a' of panel 1 of figure 'fig' has 2 x values and 1 y values");
  f = example();
  f.panels[0].map = Map{{1, 2}, {1}, {1}, {}};
  EXPECT_EQ(error_of([&] { validate(f); }),
            "the map of panel 1 of figure 'fig' has 1 values for 2 x 1 pixels");
  f.panels[0].map = Map{{2, 1}, {1}, {1, 1}, {}};
  EXPECT_EQ(error_of([&] { validate(f); }),
            "the x positions of the map of panel 1 of figure 'fig' go from 2 to 1; they must "
            "ascend");
  f = example();
  f.panels.clear();
  EXPECT_EQ(error_of([&] { validate(f); }), "figure 'fig' has no panel");
  for (const double width : {0.0, -1.0, std::nan(""), HUGE_VAL, 1e6}) {
    f = example();
    f.width = width;
    error_of([&] { validate(f); });
  }
  f = example();
  f.columns = 0;
  error_of([&] { validate(f); });
}

TEST(Figure, LimitsMustAscend) {
  Figure f = example();
  f.panels[0].x.min = 1;
  f.panels[0].x.max = 1;
  EXPECT_EQ(error_of([&] { validate(f); }),
            "the x axis of panel 1 of figure 'fig' goes from 1 to 1; its limits must ascend");
  f.panels[0].x = {.min = 0, .scale = Scale::logarithmic};
  EXPECT_EQ(
      error_of([&] { validate(f); }),
      "a limit of the x axis of panel 1 of figure 'fig' is 0; it must be a finite number > 0");
}

TEST(Figure, ColoursCannotCarryCommands) {
  for (const char* colour : {"red", "#12345", "#12345g", "#1234567", "'; system 'x"}) {
    Figure f = example();
    f.panels[0].curves[0].stroke.colour = colour;
    EXPECT_THAT(error_of([&] { validate(f); }), ::testing::HasSubstr("write '#RRGGBB'"));
  }
}

TEST(Figure, MarkersNeedAPosition) {
  Figure f = example();
  f.panels[0].markers = {{.label = "EP"}};
  EXPECT_EQ(error_of([&] { validate(f); }),
            "the marker 'EP' of panel 1 of figure 'fig' has no position; give x, y or both");
}

TEST(Stroke, FirstEightDiffer) {
  std::set<std::pair<std::string, Dash>> seen;
  for (std::size_t n = 0; n < 8; ++n) seen.insert({stroke(n).colour, stroke(n).dash});
  EXPECT_EQ(seen.size(), 8U);
  EXPECT_EQ(stroke(8).colour, stroke(0).colour);
}

TEST(PlainText, EscapesMarkup) {
  EXPECT_EQ(plain_text("a_b^{c}"), R"(a\_b\^\{c\})");
  EXPECT_EQ(plain_text("a\nb"), "a b");
  EXPECT_EQ(italic("γ") + "_1", "{/:Italic γ}_1");
}

}  // namespace
}  // namespace quflux
