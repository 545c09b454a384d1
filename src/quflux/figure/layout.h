#pragma once

#include <string>
#include <vector>

#include "quflux/figure/figure.h"
#include "quflux/figure/ruler.h"

namespace quflux {

/// A rectangle on the page, cm from the lower left corner.
struct Rectangle {
  double left = 0;
  double bottom = 0;
  double width = 0;
  double height = 0;

  double right() const { return left + width; }
  double top() const { return bottom + height; }
};

/// One line of a legend.
struct LegendEntry {
  double left = 0;      ///< cm, of the line sample
  double baseline = 0;  ///< cm, of its middle
  const Curve* curve = nullptr;
};

/// The name of a marker.
struct PlacedLabel {
  double x = 0;  ///< cm
  double y = 0;  ///< cm, of the middle of the line
  int side = 0;  ///< the text lies right (1) or left (-1) of x, or around it (0)
  std::string text;
  std::string colour;
};

/// A panel with everything placed.
struct PlacedPanel {
  const Panel* panel = nullptr;
  Rectangle frame;
  Ruler x;
  Ruler y;
  Ruler colour;  ///< of the map, if there is one
  std::vector<LegendEntry> legend;
  std::vector<PlacedLabel> marker_labels;
  double names_above = 0;  ///< cm above the frame taken by the names of vertical lines
  double rows_above = 0;   ///< cm above the frame up to the row of letter and title
};

struct Layout {
  double width = 0;   ///< cm
  double height = 0;  ///< cm
  std::vector<PlacedPanel> panels;
};

/// The boundaries of the pixels centred at `centres`, given as positions: one more than those.
std::vector<double> pixel_edges(const std::vector<double>& centres);

/// Places the panels so that frames line up and no label is cut. The figure must outlive the
/// layout. Throws Error when the panels do not fit into the figure.
Layout lay_out(const Figure& figure);

inline constexpr double kSampleWidth = 0.75;  // cm, of the line before a legend's text
inline constexpr double kSampleGap = 0.12;    // cm, between that line and the text
inline constexpr double kColourBarGap = 0.15;
inline constexpr double kColourBarWidth = 0.25;
inline constexpr double kTickLabelGap = 0.12;  // cm, from the frame (or outward tick) to the label
inline constexpr double kTickLength = 0.11;    // cm
inline constexpr double kLine = 1.3 * kEm;     // cm, height of a line of text
inline constexpr double kTitle = 1.6 * kEm;    // cm, the same for an axis title with its indices
inline constexpr double kGapAbove = 0.08;      // cm, between the frame and what stands above it
inline constexpr double kEdge = 0.06;          // cm, left free around the page

}  // namespace quflux
