#include "quflux/figure/layout.h"

#include <cmath>

#include "quflux/core/testing.h"

namespace quflux {
namespace {

using ::testing::ElementsAre;

Figure two_maps() {
  Panel panel;
  panel.map = Map{{1, 2, 3}, {1, 2}, {1, 2, 3, 4, 5, 6e-4}, {.label = "j"}};
  panel.x = {.label = "x"};
  panel.y = {.label = "y"};
  Figure figure{.name = "f", .panels = {panel, panel}, .columns = 2, .width = kDoubleColumn};
  figure.panels[0].letter = "(a)";
  figure.panels[1].map->colour.label = "";
  return figure;
}

Panel curve_through(std::vector<double> x, std::vector<double> y) {
  Panel panel;
  panel.curves = {{std::move(x), std::move(y), "a curve", stroke(0)}};
  return panel;
}

TEST(PixelEdges, LieBetweenTheCentres) {
  EXPECT_THAT(pixel_edges({1, 2, 4}), ElementsAre(0.5, 1.5, 3, 5));
  EXPECT_THAT(pixel_edges({2}), ElementsAre(1.9, 2.1));
  EXPECT_THAT(pixel_edges({0}), ElementsAre(-0.5, 0.5));
}

TEST(Layout, FramesLineUpAndStayOnThePage) {
  const Figure figure = two_maps();
  const Layout layout = lay_out(figure);
  ASSERT_EQ(layout.panels.size(), 2U);
  const Rectangle& a = layout.panels[0].frame;
  const Rectangle& b = layout.panels[1].frame;
  EXPECT_DOUBLE_EQ(a.bottom, b.bottom);
  EXPECT_DOUBLE_EQ(a.height, b.height);
  EXPECT_DOUBLE_EQ(a.width, b.width);
  EXPECT_GT(b.left, a.right() + 1);
  EXPECT_GT(a.left, 0.5);
  EXPECT_LT(b.right(), layout.width - 0.5);
  EXPECT_GT(a.bottom, 0.5);
  EXPECT_LT(a.top(), layout.height - kLine);
}

TEST(Layout, MapAxesReachToThePixelEdges) {
  const Figure figure = two_maps();
  const Layout layout = lay_out(figure);
  EXPECT_DOUBLE_EQ(layout.panels[0].x.min, 0.5);
  EXPECT_DOUBLE_EQ(layout.panels[0].x.max, 3.5);
}

TEST(Layout, GivenHeightIsKept) {
  Figure figure = two_maps();
  figure.height = 9;
  EXPECT_DOUBLE_EQ(lay_out(figure).height, 9);
}

TEST(Layout, RowsAreFilledFromTheTop) {
  Figure figure = two_maps();
  figure.panels.push_back(figure.panels[0]);
  const Layout layout = lay_out(figure);
  EXPECT_DOUBLE_EQ(layout.panels[2].frame.left, layout.panels[0].frame.left);
  EXPECT_LT(layout.panels[2].frame.top(), layout.panels[0].frame.bottom);
  EXPECT_GT(layout.panels[2].frame.bottom, 0);
}

TEST(Layout, SaysWhenThereIsNoRoom) {
  Figure figure = two_maps();
  figure.width = 4;
  EXPECT_THAT(error_of([&] { lay_out(figure); }),
              ::testing::StartsWith("figure 'f' of 4 cm x 0 cm leaves"));
}

TEST(Legend, AvoidsTheCurves) {
  const auto entry = [](const Panel& panel) {
    const Figure figure{.name = "f", .panels = {panel}};
    const Layout layout = lay_out(figure);
    const PlacedPanel& placed = layout.panels[0];
    EXPECT_EQ(placed.legend.size(), 1U);
    const Rectangle& f = placed.frame;
    return std::pair((placed.legend[0].left - f.left) / f.width,
                     (placed.legend[0].baseline - f.bottom) / f.height);
  };
  const auto [rising_x, rising_y] = entry(curve_through({0, 1}, {0, 1}));
  EXPECT_LT(rising_x, 0.2);
  EXPECT_GT(rising_y, 0.8);
  const auto [falling_x, falling_y] = entry(curve_through({0, 1}, {1, 0}));
  EXPECT_GT(falling_x, 0.5);
  EXPECT_GT(falling_y, 0.8);

  // No place is free: it goes above the frame.
  std::vector<double> x;
  std::vector<double> y;
  for (int i = 0; i <= 200; ++i) {
    x.push_back(i / 200.0);
    y.push_back(i % 2);
  }
  EXPECT_GT(entry(curve_through(x, y)).second, 1);
  Panel fixed = curve_through(x, y);
  fixed.legend = Legend::bottom_left;
  EXPECT_LT(entry(fixed).second, 0.2);
}

TEST(Legend, WrapsAboveAMap) {
  Figure figure = two_maps();
  for (int i = 0; i < 5; ++i) {
    figure.panels[0].curves.push_back({{1, 2}, {1, 2}, "a rather long label", stroke(0)});
  }
  const Layout layout = lay_out(figure);
  const PlacedPanel& placed = layout.panels[0];
  ASSERT_EQ(placed.legend.size(), 5U);
  for (const LegendEntry& entry : placed.legend) {
    EXPECT_GT(entry.baseline, placed.frame.top());
    EXPECT_LT(entry.baseline, layout.height);
    EXPECT_LT(entry.left + kSampleWidth, placed.frame.right());
  }
  EXPECT_LT(placed.legend.back().baseline, placed.legend.front().baseline);
}

TEST(MarkerLabels, StandAboveTheFrameOrBesideThePoint) {
  Panel panel = curve_through({0, 1}, {0, 1});
  panel.markers = {
      {.x = 0.5, .label = "EP"}, {.x = 0.9, .y = 0.1, .label = "P"}, {.x = 7, .label = "outside"}};
  panel.x.max = 1;
  const Figure figure{.name = "f", .panels = {panel}};
  const Layout layout = lay_out(figure);
  const PlacedPanel& placed = layout.panels[0];
  ASSERT_EQ(placed.marker_labels.size(), 2U);
  EXPECT_GT(placed.marker_labels[0].y, placed.frame.top());
  EXPECT_LT(placed.marker_labels[0].y, layout.height);
  EXPECT_LT(placed.marker_labels[1].y, placed.frame.top());
}

}  // namespace
}  // namespace quflux
