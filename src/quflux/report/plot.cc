#include "quflux/report/plot.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "quflux/core/error.h"
#include "quflux/report/words.h"
#include "quflux/study/plan.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux {

namespace {

constexpr std::size_t kMostCurves = 16;  // of an output that still makes a readable panel

// A swept key with its different values in ascending order, and where those are in the sweep.
struct SweptKey {
  std::string name;
  std::vector<double> values;
  std::vector<std::size_t> order;
};

SweptKey swept_key(const std::string& name, const std::vector<double>& values) {
  SweptKey key{name, {}, std::vector<std::size_t>(values.size())};
  std::iota(key.order.begin(), key.order.end(), std::size_t{0});
  const auto value = [&](std::size_t i) { return values[i]; };
  std::ranges::stable_sort(key.order, {}, value);
  const auto repeated =
      std::unique(key.order.begin(), key.order.end(),  // Clang 14 cannot take the one in ranges
                  [&](std::size_t i, std::size_t j) { return values[i] == values[j]; });
  key.order.erase(repeated, key.order.end());
  std::ranges::transform(key.order, std::back_inserter(key.values), value);
  return key;
}

std::vector<SweptKey> swept_keys(const Dataset& sweep) {
  std::vector<SweptKey> keys;
  for (const auto& [name, size] : sweep.dimensions) {
    if (name == "equation") break;
    keys.push_back(swept_key(name, numbers(sweep, name)));
  }
  return keys;
}

std::vector<const Variable*> outputs(const Dataset& sweep) {
  std::vector<const Variable*> result;
  for (const Variable& variable : sweep.variables) {
    if (is_output(variable)) result.push_back(&variable);
  }
  return result;
}

// Numbers per point and equation.
std::size_t size_of(const Dataset& sweep, const Variable& output) {
  std::size_t cells = strings(sweep, "equation").size();
  for (const auto& [name, size] : sweep.dimensions) {
    if (name == "equation") break;
    cells *= size;
  }
  return std::get<std::vector<double>>(output.values).size() / cells;
}

std::vector<double> series(const Dataset& sweep, const Variable& output, std::size_t equation,
                           std::size_t index) {
  const auto& all = std::get<std::vector<double>>(output.values);
  const std::size_t size = size_of(sweep, output);
  const std::size_t stride = size * strings(sweep, "equation").size();
  std::vector<double> result;
  for (std::size_t i = equation * size + index; i < all.size(); i += stride) {
    result.push_back(all[i]);
  }
  return result;
}

// A name in the text of figures.
std::string figure_name(const std::string& name) { return plain_text(shown(name)); }

// A grid whose neighbours have a constant ratio, as a logarithmic sweep has.
bool is_logarithmic(const std::vector<double>& values) {
  if (values.size() < 3 || !(values.front() > 0)) return false;
  const double ratio = values[1] / values[0];
  for (std::size_t i = 2; i < values.size(); ++i) {
    if (std::abs(values[i] / values[i - 1] - ratio) > 1e-6 * ratio) return false;
  }
  return std::abs(ratio - 1) > 1e-6;
}

Axis axis(const SweptKey& key) { return sweep_axis(key.name, key.values); }

std::string letter(std::size_t panel) {
  return fmt::format("({:c})", static_cast<char>('a' + panel % 26));
}

Curve curve(const Dataset& sweep, const SweptKey& key, const Variable& output, std::size_t equation,
            std::size_t index) {
  const std::vector<double> all = series(sweep, output, equation, index);
  Curve result{key.values, {}, figure_name(strings(sweep, "equation")[equation]), stroke(equation)};
  for (const std::size_t i : key.order) result.y.push_back(all[i]);
  return result;
}

// The panels of one output: one with all its curves, or, where the flows of all baths would need
// more styles of lines than there are, one per bath.
std::vector<Panel> curve_panels(const Dataset& sweep, const SweptKey& key, const Variable& output) {
  const std::size_t equations = strings(sweep, "equation").size();
  const std::size_t size = size_of(sweep, output);
  const bool by_bath = output.dimensions.back() == "bath";
  const bool apart = by_bath && size * equations > kStrokes;
  std::vector<Panel> panels(apart ? size : 1);
  for (Panel& panel : panels) {
    panel.x = axis(key);
    panel.y.label = figure_name(output.name);
  }
  for (std::size_t e = 0; e < equations; ++e) {
    for (std::size_t k = 0; k < size; ++k) {
      Curve line = curve(sweep, key, output, e, k);
      if (by_bath && !apart) {
        line.label += ", " + figure_name(strings(sweep, "bath")[k]);
        line.stroke = stroke(e * size + k);
      } else if (!by_bath && k > 0) {
        line.label.clear();  // one entry in the legend for all levels
      }
      panels[apart ? k : 0].curves.push_back(std::move(line));
    }
  }
  if (apart) {
    for (std::size_t k = 0; k < size; ++k) {
      panels[k].y.label += ", " + figure_name(strings(sweep, "bath")[k]);
    }
  }
  return panels;
}

void require_plottable(std::size_t keys) {
  if (keys < 1 || keys > 2) {
    throw Error(fmt::format("a plot needs one or two swept keys; the model sweeps {}", keys));
  }
}

// Flows of many baths get a panel each; of other outputs a panel takes so many curves.
bool fits_a_panel(std::size_t size, std::size_t equations, bool by_bath) {
  return by_bath || size * equations <= kMostCurves;
}

Figure plot_curves(const Dataset& sweep, const SweptKey& key) {
  Figure figure;
  const std::size_t equations = strings(sweep, "equation").size();
  for (const Variable* output : outputs(sweep)) {
    const bool by_bath = output->dimensions.back() == "bath";
    if (!fits_a_panel(size_of(sweep, *output), equations, by_bath)) continue;
    for (Panel& panel : curve_panels(sweep, key, *output)) {
      panel.letter = letter(figure.panels.size());
      figure.panels.push_back(std::move(panel));
    }
  }
  return figure;
}

// The coupling of an interior maximum of |z| over y, by a parabola through the three highest
// points.
std::optional<double> ridge(const std::vector<double>& y, const std::vector<double>& z) {
  const std::size_t n = y.size();
  std::size_t best = 0;
  for (std::size_t j = 0; j < n; ++j) {
    if (std::abs(z[j]) > std::abs(z[best]) || std::isnan(z[best])) best = j;
  }
  if (best == 0 || best + 1 >= n) return std::nullopt;
  const double left = y[best - 1] - y[best];
  const double right = y[best + 1] - y[best];
  const double down = std::abs(z[best - 1]) - std::abs(z[best]);
  const double up = std::abs(z[best + 1]) - std::abs(z[best]);
  const double shift = 0.5 * (right * right * down - left * left * up) / (right * down - left * up);
  return std::isfinite(shift) ? y[best] + shift : y[best];
}

// The output that a map shows: the specific flow if there is one, else the first.
const Variable& mapped_output(const Dataset& sweep) {
  const std::vector<const Variable*> all = outputs(sweep);
  const auto specific = std::ranges::find(all, "specific_flow", &Variable::name);
  return specific != all.end() ? **specific : *all.front();
}

// The number of an output that a map shows: of flows, that of the bath that gives the most energy.
std::size_t mapped_index(const Dataset& sweep, const Variable& output) {
  if (output.dimensions.back() != "bath") return 0;
  std::vector<double> totals(size_of(sweep, output));
  const auto& all = std::get<std::vector<double>>(output.values);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!std::isnan(all[i])) totals[i % totals.size()] += all[i];
  }
  return static_cast<std::size_t>(std::ranges::max_element(totals) - totals.begin());
}

Figure plot_maps(const Dataset& sweep, const SweptKey& first, const SweptKey& second) {
  Figure figure;
  const Variable& output = mapped_output(sweep);
  const std::size_t index = mapped_index(sweep, output);
  const bool by_bath = output.dimensions.back() == "bath";
  const std::vector<double>& x = first.values;
  const std::vector<double>& y = second.values;
  const std::size_t row_size = numbers(sweep, second.name).size();
  const std::vector<std::string>& equations = strings(sweep, "equation");
  for (std::size_t e = 0; e < equations.size(); ++e) {
    const std::vector<double> z = series(sweep, output, e, index);
    Panel panel;
    panel.x = axis(first);
    panel.y = axis(second);
    panel.title = figure_name(equations[e]);
    panel.map = Map{x, y, std::vector<double>(x.size() * y.size()), {}, Palette::viridis};
    panel.map->colour.label = figure_name(output.name);
    if (by_bath) panel.map->colour.label += ", " + figure_name(strings(sweep, "bath")[index]);
    if (!by_bath && size_of(sweep, output) > 1) panel.map->colour.label += " 0";
    const bool negative = std::ranges::any_of(z, [](double v) { return v < 0; });
    const bool positive = std::ranges::any_of(z, [](double v) { return v > 0; });
    if (negative && positive) panel.map->palette = Palette::diverging;
    Curve line{x, {}, "", {kRed, Dash::solid, 1.5}};
    for (std::size_t i = 0; i < x.size(); ++i) {
      std::vector<double> row;
      for (const std::size_t j : second.order) row.push_back(z[first.order[i] * row_size + j]);
      for (std::size_t j = 0; j < y.size(); ++j) panel.map->z[j * x.size() + i] = row[j];
      line.y.push_back(ridge(y, row).value_or(std::numeric_limits<double>::quiet_NaN()));
    }
    panel.curves.push_back(std::move(line));
    panel.letter = letter(e);
    figure.panels.push_back(std::move(panel));
  }
  return figure;
}

}  // namespace

Axis sweep_axis(const std::string& key, const std::vector<double>& values) {
  Axis result;
  result.label = plain_text(key);
  if (is_logarithmic(values)) result.scale = Scale::logarithmic;
  return result;
}

void require_plottable(const Study& study) {
  const std::size_t keys = study.sweep.axes.size();
  require_plottable(keys);
  const std::vector<OutputArray> arrays = output_arrays(study);
  const bool drawn = std::ranges::any_of(arrays, [&](const OutputArray& array) {
    const bool by_bath = !array.dimensions.empty() && array.dimensions.back().first == "bath";
    return fits_a_panel(array.size(), study.equations.size(), by_bath);
  });
  if (keys == 1 && !drawn) {
    throw Error("every output has more numbers per point than a plot can show");
  }
}

Figure plot_sweep(const Dataset& sweep, const std::string& name) {
  const std::vector<SweptKey> keys = swept_keys(sweep);
  require_plottable(keys.size());
  Figure figure =
      keys.size() == 1 ? plot_curves(sweep, keys[0]) : plot_maps(sweep, keys[0], keys[1]);
  figure.name = name;
  figure.columns = std::min<std::size_t>(figure.panels.size(), 2);
  if (figure.panels.size() == 1) {
    figure.panels.front().letter.clear();
  } else {
    figure.width = kDoubleColumn;
  }
  return figure;
}

}  // namespace quflux
