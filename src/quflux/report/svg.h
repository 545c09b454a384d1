#pragma once

#include <string>
#include <vector>

/// Small drawings as SVG elements, for pages that need no other program. What is worth editing is
/// drawn by quflux.plot.
namespace quflux::inline report {

/// A text as HTML and XML have it: & < > " as entities.
std::string escaped(const std::string& text);

/// The k-th of eight colours that the colour-blind tell apart, too; then again from the first.
const char* colour(std::size_t k);

/// Numbers of a figure, against each other.
struct Series {
  std::string label;
  std::vector<double> x;
  std::vector<double> y;  ///< NaN: no point there
  bool dots = false;      ///< in the place of a line
};

struct Plot {
  std::string title;  ///< what is read out in its place
  std::string x_label;
  std::string y_label;
  std::vector<Series> series;
};

/// Axes with round ticks, a legend below. Empty series leave out nothing but themselves; without
/// any finite number it is empty.
std::string plot_as_svg(const Plot& plot);

/// Round numbers from `low` to `high`, some five of them.
std::vector<double> round_ticks(double low, double high);

/// A bar from zero for each number, with its label.
struct Bars {
  std::string title;
  std::vector<std::string> labels;
  std::vector<double> values;
  std::vector<std::size_t> colours;
};

std::string bars_as_svg(const Bars& bars);

}  // namespace quflux::inline report
