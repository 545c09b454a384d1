#include "quflux/figure/layout.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/core.h>

#include "quflux/core/error.h"

namespace quflux {

namespace {

constexpr double kMapAspect = 0.88;  // height to width of a frame, where the height is free
constexpr double kCurveAspect = 0.72;
constexpr double kSmallestFrame = 1.0;  // cm
constexpr double kLegendInset = 0.18;   // cm, between a legend and the frame
constexpr double kLegendPitch = 0.35;   // cm, between entries side by side
constexpr double kColumnGap = 0.2;      // cm, between two panels
constexpr double kRoomForLetter = 0.8;  // cm
constexpr double kCurveMargin = 0.04;   // of the range, free above and below curves

struct Margins {
  double left = 0;
  double right = 0;
  double bottom = 0;
  double top = 0;

  void include(const Margins& other) {
    left = std::max(left, other.left);
    right = std::max(right, other.right);
    bottom = std::max(bottom, other.bottom);
    top = std::max(top, other.top);
  }
};

Extent edges_of(const std::vector<double>& values, Scale scale) {
  std::vector<double> positions;
  for (const double v : values) {
    if (scale == Scale::linear || v > 0) positions.push_back(position(v, scale));
  }
  if (positions.empty()) return {};
  const std::vector<double> edges = pixel_edges(positions);
  const auto value = [&](double p) { return scale == Scale::linear ? p : std::pow(10, p); };
  return {value(edges.front()), value(edges.back()), false};
}

void make_rulers(PlacedPanel& placed) {
  const Panel& panel = *placed.panel;
  const double width = placed.frame.width;
  const double height = placed.frame.height;
  Extent x;
  Extent y;
  if (panel.map) {
    x = edges_of(panel.map->x, panel.x.scale);
    y = edges_of(panel.map->y, panel.y.scale);
    Extent z;
    extend(z, panel.map->z, panel.map->colour.scale);
    if (panel.map->palette == Palette::diverging && !z.empty) {
      z.max = std::max(std::abs(z.min), std::abs(z.max));
      z.min = -z.max;
    }
    placed.colour = make_ruler(panel.map->colour, z, 0, height, Direction::up);
  } else {
    for (const Curve& curve : panel.curves) {
      extend(x, curve.x, panel.x.scale);
      extend(y, curve.y, panel.y.scale);
    }
    for (const Marker& marker : panel.markers) {
      if (marker.x) extend(x, {*marker.x}, panel.x.scale);
      if (marker.y) extend(y, {*marker.y}, panel.y.scale);
    }
  }
  placed.x = make_ruler(panel.x, x, 0, width, Direction::across);
  placed.y = make_ruler(panel.y, y, panel.map ? 0 : kCurveMargin, height, Direction::up);
}

double legend_text_width(const Panel& panel) {
  double width = 0;
  for (const Curve& curve : panel.curves) width = std::max(width, text_width(curve.label));
  return width;
}

std::vector<const Curve*> listed_curves(const Panel& panel) {
  std::vector<const Curve*> curves;
  for (const Curve& curve : panel.curves) {
    if (!curve.label.empty()) curves.push_back(&curve);
  }
  return curves;
}

double fraction(const Ruler& ruler, double value) {
  return (position(value, ruler.scale) - ruler.min) / (ruler.max - ruler.min);
}

// The box is in fractions of the frame, as are the curves' points.
bool covers_curve(const Rectangle& box, const PlacedPanel& placed) {
  const auto inside = [&](double x, double y) {
    return x >= box.left && x <= box.right() && y >= box.bottom && y <= box.top();
  };
  for (const Curve& curve : placed.panel->curves) {
    double last_x = NAN;
    double last_y = NAN;
    for (std::size_t i = 0; i < curve.x.size(); ++i) {
      const double x = fraction(placed.x, curve.x[i]);
      const double y = fraction(placed.y, curve.y[i]);
      if (inside(x, y)) return true;
      // Between two points far apart the straight line counts too.
      const double distance = std::hypot(x - last_x, y - last_y);
      const int steps =
          std::isfinite(distance) ? std::min(static_cast<int>(distance / 0.02), 200) : 0;
      for (int s = 1; s < steps; ++s) {
        const double t = static_cast<double>(s) / steps;
        if (inside(last_x + t * (x - last_x), last_y + t * (y - last_y))) return true;
      }
      last_x = x;
      last_y = y;
    }
  }
  return false;
}

bool covers_marker(const Rectangle& box, const PlacedPanel& placed) {
  const std::vector<Marker>& markers = placed.panel->markers;
  return std::any_of(markers.begin(), markers.end(), [&](const Marker& marker) {
    const double x = marker.x ? fraction(placed.x, *marker.x) : box.left;
    const double y = marker.y ? fraction(placed.y, *marker.y) : box.bottom;
    return x >= box.left && x <= box.right() && y >= box.bottom && y <= box.top();
  });
}

void put_legend_inside(PlacedPanel& placed, const Rectangle& box) {
  const Rectangle& frame = placed.frame;
  double y = frame.bottom + box.top() * frame.height - kLine / 2;
  for (const Curve* curve : listed_curves(*placed.panel)) {
    placed.legend.push_back({frame.left + box.left * frame.width, y, curve});
    y -= kLine;
  }
}

// The size of the legend inside the frame and its place, as fractions of the frame.
Rectangle legend_box(const PlacedPanel& placed, double across, double up) {
  const Rectangle& frame = placed.frame;
  const double width = kSampleWidth + kSampleGap + legend_text_width(*placed.panel);
  const double height = kLine * static_cast<double>(listed_curves(*placed.panel).size());
  return {(kLegendInset + across * (frame.width - width - 2 * kLegendInset)) / frame.width,
          (kLegendInset + up * (frame.height - height - 2 * kLegendInset)) / frame.height,
          width / frame.width, height / frame.height};
}

struct LegendPlace {
  bool above = false;
  double across = 0;  // 0 left ... 1 right
  double up = 0;      // 0 bottom ... 1 top
};

LegendPlace choose_legend(const PlacedPanel& placed) {
  const Panel& panel = *placed.panel;
  switch (panel.legend) {
    case Legend::top_left:
      return {false, 0, 1};
    case Legend::top_right:
      return {false, 1, 1};
    case Legend::bottom_left:
      return {false, 0, 0};
    case Legend::bottom_right:
      return {false, 1, 0};
    case Legend::automatic:
      break;
    case Legend::above:
    case Legend::none:
      return {true, 0, 0};
  }
  if (panel.map) return {true, 0, 0};
  constexpr std::array<std::pair<double, double>, 8> kPlaces = {
      {{1, 1}, {0, 1}, {1, 0}, {0, 0}, {0.5, 1}, {0.5, 0}, {1, 0.5}, {0, 0.5}}};
  for (const auto& [across, up] : kPlaces) {
    const Rectangle box = legend_box(placed, across, up);
    const bool fits = box.width <= 1 && box.height <= 1;
    if (fits && !covers_curve(box, placed) && !covers_marker(box, placed)) {
      return {false, across, up};
    }
  }
  return {true, 0, 0};
}

// Entries side by side as they fit, in rows from the top. Returns the number of rows.
std::size_t put_legend_in_rows(PlacedPanel& placed) {
  const Rectangle& frame = placed.frame;
  double left = frame.left;
  std::size_t rows = 1;
  for (const Curve* curve : listed_curves(*placed.panel)) {
    const double width = kSampleWidth + kSampleGap + text_width(curve->label);
    if (left > frame.left && left + width > frame.right()) {
      left = frame.left;
      ++rows;
    }
    // Relative to the top of the first row, which is known when all are placed.
    placed.legend.push_back({left, -kLine * (static_cast<double>(rows) - 0.5), curve});
    left += width + kLegendPitch;
  }
  return rows;
}

// Fills the legend and returns the height it takes above the frame.
double put_legend(PlacedPanel& placed) {
  placed.legend.clear();
  if (placed.panel->legend == Legend::none || listed_curves(*placed.panel).empty()) return 0;
  const LegendPlace place = choose_legend(placed);
  if (!place.above) {
    put_legend_inside(placed, legend_box(placed, place.across, place.up));
    return 0;
  }
  const double height = kLine * static_cast<double>(put_legend_in_rows(placed));
  const double top = placed.frame.top() + placed.names_above + kGapAbove + height;
  for (LegendEntry& entry : placed.legend) entry.baseline += top;
  return height;
}

bool overlap(const Rectangle& a, const Rectangle& b) {
  return a.left < b.right() && b.left < a.right() && a.bottom < b.top() && b.bottom < a.top();
}

bool covers_legend(const Rectangle& box, const PlacedPanel& placed) {
  return std::any_of(placed.legend.begin(), placed.legend.end(), [&](const LegendEntry& e) {
    const double width = kSampleWidth + kSampleGap + text_width(e.curve->label);
    return overlap(box, {e.left, e.baseline - kLine / 2, width, kLine});
  });
}

// The first of the candidates that covers nothing, or the first one.
PlacedLabel free_place(const std::vector<PlacedLabel>& candidates, const PlacedPanel& placed) {
  const Rectangle& f = placed.frame;
  for (const PlacedLabel& c : candidates) {
    const double width = text_width(c.text);
    const double left = c.side > 0 ? c.x : c.side < 0 ? c.x - width : c.x - width / 2;
    const Rectangle box = {left, c.y - kLine / 2, width, kLine};
    const Rectangle share = {(box.left - f.left) / f.width, (box.bottom - f.bottom) / f.height,
                             box.width / f.width, box.height / f.height};
    const bool inside =
        share.left >= 0 && share.right() <= 1 && share.bottom >= 0 && share.top() <= 1;
    if (inside && !covers_curve(share, placed) && !covers_legend(box, placed)) return c;
  }
  return candidates.front();
}

void put_marker_labels(PlacedPanel& placed) {
  placed.marker_labels.clear();
  const Rectangle& f = placed.frame;
  for (const Marker& marker : placed.panel->markers) {
    const double x = marker.x ? fraction(placed.x, *marker.x) : 0;
    const double y = marker.y ? fraction(placed.y, *marker.y) : 0;
    const bool visible = x >= 0 && x <= 1 && y >= 0 && y <= 1;
    if (!visible || marker.label.empty()) continue;
    const double at_x = f.left + x * f.width;
    const double at_y = f.bottom + y * f.height;
    if (!marker.y) {
      placed.marker_labels.push_back(
          {at_x, f.top() + kGapAbove + kLine / 2, 0, marker.label, kBlack});
      continue;
    }
    const double gap = 0.12;
    const double rise = marker.x ? 0.25 : kLine / 2 + 0.03;
    // A line is named at its ends, a point beside it.
    const double right = marker.x ? at_x + gap : f.left + gap;
    const double left = marker.x ? at_x - gap : f.right() - gap;
    std::vector<PlacedLabel> candidates;
    for (const double up : {rise, -rise}) {
      candidates.push_back({left, at_y + up, -1, marker.label, marker.stroke.colour});
      candidates.push_back({right, at_y + up, 1, marker.label, marker.stroke.colour});
      if (!marker.x) continue;
      candidates.push_back({at_x, at_y + up, 0, marker.label, marker.stroke.colour});
    }
    placed.marker_labels.push_back(free_place(candidates, placed));
  }
}

// How far from the frame's left side the first name of a vertical line begins; infinite without.
double nearest_name(const PlacedPanel& placed) {
  double nearest = HUGE_VAL;
  for (const Marker& marker : placed.panel->markers) {
    if (!marker.x || marker.y || marker.label.empty()) continue;
    const double x = fraction(placed.x, *marker.x);
    if (x < 0 || x > 1) continue;
    nearest = std::min(nearest, x * placed.frame.width - text_width(marker.label) / 2);
  }
  return nearest;
}

Margins margins_of(PlacedPanel& placed) {
  const Panel& panel = *placed.panel;
  const double tick = kTickLabelGap + (panel.map ? kTickLength : 0);
  Margins m;
  m.left = kEdge + tick + label_width(placed.y);
  if (!title(panel.y, placed.y).empty()) m.left += kTitle;
  m.bottom = kEdge + tick + kLine;
  if (!title(panel.x, placed.x).empty()) m.bottom += kTitle;
  // Half of the last label may stick out on the right, half a line above the topmost one.
  m.right = std::max(kEdge + label_width(placed.x) / 2, 0.25);
  if (panel.map) {
    m.right = kColourBarGap + kColourBarWidth + kTickLabelGap + label_width(placed.colour) + kEdge;
    if (!title(panel.map->colour, placed.colour).empty()) m.right += kTitle;
  }
  const double names = nearest_name(placed);
  const bool heading = !panel.letter.empty() || !panel.title.empty();
  placed.names_above = std::isfinite(names) ? kLine : 0;
  const double legend = put_legend(placed);
  placed.rows_above = placed.names_above + legend + (heading || legend > 0 ? kGapAbove : 0);
  // A letter alone finds room beside the names.
  if (panel.title.empty() && legend == 0 && names > kRoomForLetter) placed.rows_above = kGapAbove;
  const double names_top = placed.names_above > 0 ? placed.names_above + kGapAbove : 0;
  m.top = kEdge + std::max({kEm / 2, names_top, placed.rows_above + (heading ? kLine : 0)});
  return m;
}

}  // namespace

std::vector<double> pixel_edges(const std::vector<double>& centres) {
  if (centres.size() == 1) {
    const double half = centres.front() == 0 ? 0.5 : 0.05 * std::abs(centres.front());
    return {centres.front() - half, centres.front() + half};
  }
  std::vector<double> edges;
  edges.push_back(centres[0] - (centres[1] - centres[0]) / 2);
  for (std::size_t i = 1; i < centres.size(); ++i) {
    edges.push_back((centres[i - 1] + centres[i]) / 2);
  }
  edges.push_back(2 * centres.back() - edges.back());
  return edges;
}

Layout lay_out(const Figure& figure) {
  const std::size_t columns = std::min(figure.columns, figure.panels.size());
  const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
  Layout layout;
  layout.width = figure.width;
  for (const Panel& panel : figure.panels) {
    PlacedPanel& placed = layout.panels.emplace_back();
    placed.panel = &panel;
    placed.frame.width = 0.75 * figure.width / static_cast<double>(columns);
    placed.frame.height = kCurveAspect * placed.frame.width;
  }
  const bool has_map = std::any_of(figure.panels.begin(), figure.panels.end(),
                                   [](const Panel& p) { return p.map.has_value(); });

  // Labels depend on the size of the frame and that on the room for labels; a few rounds settle it.
  for (int round = 0; round < 4; ++round) {
    std::vector<Margins> column_margins(columns);
    std::vector<Margins> row_margins(rows);
    for (std::size_t i = 0; i < layout.panels.size(); ++i) {
      make_rulers(layout.panels[i]);
      const Margins m = margins_of(layout.panels[i]);
      column_margins[i % columns].include(m);
      row_margins[i / columns].include(m);
    }
    double free_width = figure.width;
    for (std::size_t i = 1; i < columns; ++i) column_margins[i].left += kColumnGap;
    for (const Margins& m : column_margins) free_width -= m.left + m.right;
    double taken_height = 0;
    for (const Margins& m : row_margins) taken_height += m.bottom + m.top;
    const double width = free_width / static_cast<double>(columns);
    const double height = figure.height > 0
                              ? (figure.height - taken_height) / static_cast<double>(rows)
                              : width * (has_map ? kMapAspect : kCurveAspect);
    if (width < kSmallestFrame || height < kSmallestFrame) {
      throw Error(fmt::format(
          "figure '{}' of {} cm x {} cm leaves {:.2f} cm x {:.2f} cm for the data of a panel; at "
          "least {} cm are needed each way",
          figure.name, figure.width, figure.height, width, height, kSmallestFrame));
    }
    layout.height = taken_height + height * static_cast<double>(rows);

    double top = layout.height;
    for (std::size_t row = 0; row < rows; ++row) {
      double left = 0;
      const double bottom = top - row_margins[row].top - height;
      for (std::size_t column = 0; column < columns; ++column) {
        left += column_margins[column].left;
        const std::size_t i = row * columns + column;
        if (i < layout.panels.size()) layout.panels[i].frame = {left, bottom, width, height};
        left += width + column_margins[column].right;
      }
      top = bottom - row_margins[row].bottom;
    }
  }
  for (PlacedPanel& placed : layout.panels) {
    make_rulers(placed);
    margins_of(placed);
    put_marker_labels(placed);
  }
  return layout;
}

}  // namespace quflux
