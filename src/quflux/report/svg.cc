#include "quflux/report/svg.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "quflux/report/words.h"

namespace quflux::inline report {

namespace {

// In units that are pixels on a screen of 420 and still readable on a phone.
constexpr double kWidth = 420;
constexpr double kLeft = 74;
constexpr double kRight = 12;
constexpr double kTop = 24;
constexpr double kPlotHeight = 210;
constexpr double kLegendRow = 18;

constexpr std::array kColours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                              "#e69f00", "#56b4e9", "#000000", "#7f7f7f"};

// A number of one axis in the drawing.
struct Scale {
  double low;
  double high;
  double from;
  double to;

  double operator()(double x) const { return from + (x - low) / (high - low) * (to - from); }
};

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();

  void take(double x) {
    if (!std::isfinite(x)) return;
    low = std::min(low, x);
    high = std::max(high, x);
  }
  bool empty() const { return !(low <= high); }
  // Some room around, also around a single number.
  Range widened() const {
    const double size = high > low ? high - low : (high != 0 ? std::abs(high) : 1);
    return {low - 0.04 * size, high + 0.04 * size};
  }
};

std::string text(double x, double y, const char* anchor, const std::string& content,
                 const std::string& more = "") {
  return fmt::format("<text x='{:.1f}' y='{:.1f}' text-anchor='{}'{}>{}</text>\n", x, y, anchor,
                     more, escaped(content));
}

std::string svg_line(double x1, double y1, double x2, double y2, const char* stroke) {
  return fmt::format("<line x1='{:.1f}' y1='{:.1f}' x2='{:.1f}' y2='{:.1f}' stroke='{}'/>\n", x1,
                     y1, x2, y2, stroke);
}

std::string opened(double width, double height, const std::string& title) {
  return fmt::format(
      "<svg viewBox='0 0 {:.0f} {:.0f}' role='img' font-size='12'>\n<title>{}</title>\n", width,
      height, escaped(title));
}

std::string axes(const Plot& plot, const Scale& x, const Scale& y) {
  std::string svg;
  for (const double t : round_ticks(x.low, x.high)) {
    svg += svg_line(x(t), y.from, x(t), y.to, "#e4e4e4") +
           text(x(t), y.from + 16, "middle", number(t, 4));
  }
  for (const double t : round_ticks(y.low, y.high)) {
    svg += svg_line(x.from, y(t), x.to, y(t), t == 0 ? "#999" : "#e4e4e4") +
           text(x.from - 5, y(t) + 4, "end", number(t, 3));
  }
  svg += fmt::format(
      "<rect x='{:.1f}' y='{:.1f}' width='{:.1f}' height='{:.1f}' fill='none' stroke='#555'/>\n",
      x.from, y.to, x.to - x.from, y.from - y.to);
  svg += text((x.from + x.to) / 2, y.from + 34, "middle", plot.x_label);
  return svg + text(4, kTop - 9, "start", plot.y_label);
}

std::string drawn(const Series& series, const char* stroke, const Scale& x, const Scale& y) {
  std::string dots;
  std::string path;
  bool broken = true;
  for (std::size_t k = 0; k < series.x.size(); ++k) {
    if (!std::isfinite(series.x[k]) || !std::isfinite(series.y[k])) {
      broken = true;
      continue;
    }
    const double px = x(series.x[k]);
    const double py = y(series.y[k]);
    dots += fmt::format("<circle cx='{:.2f}' cy='{:.2f}' r='3' fill='{}' fill-opacity='.75'/>\n",
                        px, py, stroke);
    path += fmt::format("{}{:.2f} {:.2f}", broken ? "M" : "L", px, py);
    broken = false;
  }
  if (series.dots) return dots;
  return fmt::format("<path d='{}' fill='none' stroke='{}' stroke-width='2'/>\n", path, stroke);
}

std::string legend(const Plot& plot, double top) {
  std::string svg;
  for (std::size_t k = 0; k < plot.series.size(); ++k) {
    const double x = k % 2 == 0 ? kLeft : (kLeft + kWidth) / 2;
    const double y = top + kLegendRow * static_cast<double>(k / 2);
    svg += fmt::format("<rect x='{:.1f}' y='{:.1f}' width='14' height='4' fill='{}'/>\n", x, y - 6,
                       colour(k));
    svg += text(x + 19, y, "start", plot.series[k].label);
  }
  return svg;
}

}  // namespace

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

const char* colour(std::size_t k) { return kColours.at(k % kColours.size()); }

std::vector<double> round_ticks(double low, double high) {
  constexpr double kTicks = 5;
  const double raw = (high - low) / kTicks;
  if (!(raw > 0) || !std::isfinite(raw)) return {};
  const double power = std::pow(10, std::floor(std::log10(raw)));
  const double leading = raw / power;
  const double step = power * (leading <= 1 ? 1 : (leading <= 2 ? 2 : (leading <= 5 ? 5 : 10)));
  std::vector<double> result;
  for (double k = std::ceil(low / step); k * step <= high; ++k) result.push_back(k * step);
  return result;
}

std::string plot_as_svg(const Plot& plot) {
  Range x_range, y_range;
  for (const Series& series : plot.series) {
    for (std::size_t k = 0; k < series.x.size(); ++k) {
      if (!std::isfinite(series.y[k])) continue;
      x_range.take(series.x[k]);
      y_range.take(series.y[k]);
    }
  }
  if (x_range.empty() || y_range.empty()) return "";
  x_range = x_range.widened();
  y_range = y_range.widened();
  const Scale x{x_range.low, x_range.high, kLeft, kWidth - kRight};
  const Scale y{y_range.low, y_range.high, kTop + kPlotHeight, kTop};
  const double below = kTop + kPlotHeight + 54;
  const double rows = std::ceil(static_cast<double>(plot.series.size()) / 2);
  std::string svg = opened(kWidth, below + kLegendRow * rows, plot.title) + axes(plot, x, y);
  for (std::size_t k = 0; k < plot.series.size(); ++k) {
    svg += drawn(plot.series[k], colour(k), x, y);
  }
  return svg + legend(plot, below) + "</svg>\n";
}

std::string bars_as_svg(const Bars& bars) {
  constexpr double kRow = 26;
  constexpr double kLabels = 132;
  Range range;
  range.take(0);
  for (const double value : bars.values) range.take(value);
  range = range.widened();
  const Scale x{range.low, range.high, kLabels, kWidth - kRight};
  const double height = kRow * static_cast<double>(bars.values.size());
  std::string svg = opened(kWidth, height + 26, bars.title);
  for (const double t : round_ticks(x.low, x.high)) {
    svg += svg_line(x(t), 0, x(t), height, t == 0 ? "#999" : "#e4e4e4") +
           text(x(t), height + 16, "middle", number(t, 3));
  }
  for (std::size_t k = 0; k < bars.values.size(); ++k) {
    const double top = kRow * static_cast<double>(k);
    svg += text(kLabels - 6, top + 17, "end", bars.labels[k]);
    if (!std::isfinite(bars.values[k])) continue;
    const double from = std::min(x(0), x(bars.values[k]));
    svg += fmt::format("<rect x='{:.2f}' y='{:.1f}' width='{:.2f}' height='{:.1f}' fill='{}'/>\n",
                       from, top + 5, std::abs(x(bars.values[k]) - x(0)), kRow - 10,
                       colour(bars.colours[k]));
  }
  return svg + "</svg>\n";
}

}  // namespace quflux::inline report
