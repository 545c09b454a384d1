#include "quflux/result/layout.h"

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

// The box is in fractions of the frame, as are the curves' points.
bool covers_data(const Box& box, const PlacedPanel& placed) {
  const auto fraction = [](const Ruler& r, double v) {
    return (position(v, r.scale) - r.min) / (r.max - r.min);
  };
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
  for (const Marker& marker : placed.panel->markers) {
    const double x = marker.x ? fraction(placed.x, *marker.x) : box.left;
    const double y = marker.y ? fraction(placed.y, *marker.y) : box.bottom;
    if (inside(x, y)) return true;
  }
  return false;
}

void put_legend_inside(PlacedPanel& placed, const Box& box) {
  const Box& frame = placed.frame;
  double y = frame.bottom + box.top() * frame.height - kLine / 2;
  for (const Curve* curve : listed_curves(*placed.panel)) {
    placed.legend.push_back({frame.left + box.left * frame.width, y, curve});
    y -= kLine;
  }
}

// The size of the legend inside the frame and its place, as fractions of the frame.
Box legend_box(const PlacedPanel& placed, double across, double up) {
  const Box& frame = placed.frame;
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
    const Box box = legend_box(placed, across, up);
    const bool fits = box.width <= 1 && box.height <= 1;
    if (fits && !covers_data(box, placed)) return {false, across, up};
  }
  return {true, 0, 0};
}

std::size_t legend_columns(const PlacedPanel& placed) {
  const double pitch = kSampleWidth + kSampleGap + legend_text_width(*placed.panel) + kEm;
  const double fitting = std::floor((placed.frame.width + kEm) / pitch);
  return static_cast<std::size_t>(std::max(1.0, fitting));
}

double legend_height_above(const PlacedPanel& placed) {
  const std::size_t count = listed_curves(*placed.panel).size();
  if (placed.panel->legend == Legend::none || count == 0 || !choose_legend(placed).above) return 0;
  const std::size_t columns = legend_columns(placed);
  return kLine * static_cast<double>((count + columns - 1) / columns);
}

void put_legend(PlacedPanel& placed) {
  placed.legend.clear();
  if (placed.panel->legend == Legend::none) return;
  const LegendPlace place = choose_legend(placed);
  if (!place.above) {
    put_legend_inside(placed, legend_box(placed, place.across, place.up));
    return;
  }
  const std::vector<const Curve*> curves = listed_curves(*placed.panel);
  const std::size_t columns = legend_columns(placed);
  const double pitch = kSampleWidth + kSampleGap + legend_text_width(*placed.panel) + kEm;
  const double top = placed.frame.top() + placed.marker_label_height + legend_height_above(placed);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    placed.legend.push_back({placed.frame.left + pitch * static_cast<double>(i % columns),
                             top - kLine * (static_cast<double>(i / columns) + 0.5), curves[i]});
  }
}

Margins margins_of(PlacedPanel& placed) {
  const Panel& panel = *placed.panel;
  const double tick = kTickLabelGap + (panel.map ? kTickLength : 0);
  Margins m;
  m.left = kEdge + tick + label_width(placed.y);
  if (!title(panel.y, placed.y).empty()) m.left += kLine;
  m.bottom = kEdge + tick + kLine;
  if (!title(panel.x, placed.x).empty()) m.bottom += kLine;
  // Half of the last label may stick out on the right, half a line above the topmost one.
  m.right = std::max(kEdge + label_width(placed.x) / 2, 0.25);
  if (panel.map) {
    m.right = kColourBarGap + kColourBarWidth + kTickLabelGap + label_width(placed.colour) + kEdge;
    if (!title(panel.map->colour, placed.colour).empty()) m.right += kLine;
  }
  const bool names_line =
      std::any_of(panel.markers.begin(), panel.markers.end(),
                  [](const Marker& k) { return k.x && !k.y && !k.label.empty(); });
  placed.marker_label_height = names_line ? kLine : 0;
  placed.heading_height = panel.letter.empty() && panel.title.empty() ? 0 : kLine;
  m.top = kEdge + std::max(kEm / 2, placed.marker_label_height + legend_height_above(placed) +
                                        placed.heading_height);
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
    put_legend(placed);
  }
  return layout;
}

}  // namespace quflux
