#include "quflux/cli/paper_figures.h"

#include <algorithm>
#include <cmath>

#include "quflux/cli/paper_exceptional.h"
#include "quflux/core/error.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/report/words.h"
#include "quflux/study/families.h"
#include "quflux/study/run_sweep.h"

namespace quflux {

namespace {

std::string letter(std::size_t panel) {
  return fmt::format("({:c})", static_cast<char>('a' + panel));
}

// The lines of the paper's equations; a pair has no others.
Stroke equation_stroke(const Equation& equation) {
  if (equation.kind.name == "local") return {kBlue, Dash::solid, 1.2};
  if (equation.kind.name == "global") return {kVermilion, Dash::long_dashed, 1.2};
  return {kBlack, Dash::dashed, 1.2};
}

std::size_t axis_index(const Study& file, const std::string& key, const std::string& model) {
  const auto found = std::ranges::find(file.sweep.axes, key, &SweepAxis::path);
  if (found == file.sweep.axes.end()) {
    throw Error(fmt::format("{} does not sweep '{}', which its figure has on an axis", model, key));
  }
  return static_cast<std::size_t>(found - file.sweep.axes.begin());
}

// Renames an axis of a sweep's result to the short name of the figure.
void rename_axis(Dataset& dataset, const PaperQuantity& quantity) {
  if (quantity.name.empty()) return;
  const auto rename = [&](std::string& text) {
    if (text == quantity.key) text = quantity.name;
  };
  for (auto& dimension : dataset.dimensions) rename(dimension.first);
  for (Variable& variable : dataset.variables) {
    rename(variable.name);
    for (std::string& dimension : variable.dimensions) rename(dimension);
    if (variable.name == quantity.name) variable.units = "omega_1";
  }
}

// The values of a variable at one index of each of its dimensions after the first `kept`.
std::vector<double> slice(const Dataset& dataset, const std::string& name, std::size_t kept,
                          const std::vector<std::size_t>& fixed) {
  const Variable& variable = *find_variable(dataset, name);
  const std::vector<double>& all = numbers(dataset, name);
  std::size_t stride = 1;
  std::size_t offset = 0;
  for (std::size_t i = fixed.size(); i-- > 0;) {
    const auto dimension = std::ranges::find(dataset.dimensions, variable.dimensions[kept + i],
                                             &std::pair<std::string, std::size_t>::first);
    offset += fixed[i] * stride;
    stride *= dimension->second;
  }
  std::vector<double> result;
  for (std::size_t i = offset; i < all.size(); i += stride) {
    result.push_back(all[i]);
  }
  return result;
}

std::size_t bath_index(const Study& file, const std::string& name) {
  const auto found = std::ranges::find(file.model.baths, name, &ModelBath::name);
  if (found == file.model.baths.end()) {
    throw Error(
        fmt::format("the figure shows the flow from bath '{}', which the model has not", name));
  }
  return static_cast<std::size_t>(found - file.model.baths.begin());
}

void describe(Dataset& dataset, const PaperFigure& layout) {
  dataset.attributes["title"] = fmt::format("Fig. {}: {}", layout.number, layout.title);
  dataset.attributes["unit_system"] =
      std::string("hbar = k_B = 1, frequencies in units of omega_1");
}

// --- Fig. 1: eigenvalues against one parameter ---------------------------------------------------

void add_exceptional_points(const Study& file, Dataset& dataset) {
  std::vector<double> re;
  std::vector<double> im;
  for (const Equation& equation : file.equations) {
    const auto point = exceptional_coupling(require_pair(file.model).pair, pair_equation(equation));
    re.push_back(point ? point->parameter.real() : NAN);
    im.push_back(point ? point->parameter.imag() : NAN);
  }
  dataset.variables.push_back({"exceptional_coupling_re",
                               {"equation"},
                               re,
                               "omega_1",
                               "coupling of the exceptional point, real part",
                               {}});
  dataset.variables.push_back({"exceptional_coupling_im",
                               {"equation"},
                               im,
                               "omega_1",
                               "coupling of the exceptional point, imaginary part",
                               {}});
}

PaperResult spectrum_figure(const PaperFolder& folder, const PaperFigure& layout) {
  const Study file = folder.model(layout.panels.front());
  axis_index(file, layout.x.key, layout.panels.front());
  PaperResult result{run_sweep(file), {}};
  rename_axis(result.dataset, layout.x);
  add_exceptional_points(file, result.dataset);

  const std::vector<double>& x = file.sweep.axes.front().values;
  for (const bool real : {true, false}) {
    Panel panel;
    panel.letter = letter(real ? 0 : 1);
    panel.x.label = layout.x.label;
    panel.y.label = (real ? "Re " : "Im ") + layout.y.label;
    panel.x.min = 0;
    panel.x.max = x.back();
    panel.legend = real ? Legend::automatic : Legend::none;
    for (std::size_t e = 0; e < file.equations.size(); ++e) {
      for (std::size_t k = 0; k < 4; ++k) {
        panel.curves.push_back(
            {x,
             slice(result.dataset, real ? "moment_eigenvalues_re" : "moment_eigenvalues_im", 1,
                   {e, k}),
             k == 0 ? shown(file.equations[e].label) : "", equation_stroke(file.equations[e])});
      }
      const double ep = numbers(result.dataset, "exceptional_coupling_re")[e];
      const double off = numbers(result.dataset, "exceptional_coupling_im")[e];
      // A real exceptional point is a place on this axis; the shadow of a complex one is not.
      if (std::abs(off) <= 1e-12 * ep) {
        Marker marker;
        marker.x = ep;
        marker.label = "EP";
        panel.markers.push_back(std::move(marker));
      }
    }
    result.figure.panels.push_back(std::move(panel));
  }
  result.figure.columns = 2;
  result.figure.width = kDoubleColumn;
  return result;
}

// --- Figs. 2 to 4: maps of the specific flow -----------------------------------------------------

// The ridge and the exceptional point for every value of the first axis of a map.
struct Lines {
  std::vector<double> coupling, flow, exceptional_re, exceptional_im;
};

Lines lines(const Study& file) {
  Lines result;
  Model model = file.model;
  const SweepAxis& axis = file.sweep.axes.front();
  const Sweep along{{axis}, file.sweep.follows};
  BoundSweep sweep(model, along);
  for (std::size_t i = 0; i < axis.values.size(); ++i) {
    sweep.set_point(i);
    const TwoLevelPair pair = require_pair(model).pair;
    const auto best = optimal_coupling(pair, pair_equation(file.equations.front()));
    result.coupling.push_back(best ? best->coupling : NAN);
    result.flow.push_back(best ? best->specific_flow : NAN);
    const auto point = exceptional_coupling(pair, pair_equation(file.equations.front()));
    result.exceptional_re.push_back(point ? point->parameter.real() : NAN);
    result.exceptional_im.push_back(point ? point->parameter.imag() : NAN);
  }
  return result;
}

// Stacks datasets with equal coordinates along the new dimension `panel`.
Dataset stack(const std::vector<Dataset>& parts) {
  Dataset result = parts.front();
  std::vector<std::string> letters;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    letters.emplace_back(1, static_cast<char>('a' + i));
  }
  result.dimensions.insert(result.dimensions.begin(), {"panel", parts.size()});
  // What the panels do not share goes by their letters.
  for (const auto& attribute : parts.front().attributes) {
    const std::string& name = attribute.first;
    const bool shared = std::ranges::all_of(parts, [&](const Dataset& part) {
      return part.attributes.contains(name) && part.attributes.at(name) == attribute.second;
    });
    if (shared) continue;
    result.attributes.erase(name);
    for (std::size_t i = 0; i < parts.size(); ++i) {
      result.attributes[name + "_" + letters[i]] = parts[i].attributes.at(name);
    }
  }
  for (std::size_t v = 0; v < result.variables.size(); ++v) {
    Variable& variable = result.variables[v];
    if (is_coordinate(variable)) {
      const bool equal = std::ranges::all_of(parts, [&](const Dataset& part) {
        return variable.name == "equation" || part.variables[v].values == variable.values;
      });
      if (!equal) {
        throw Error(fmt::format("the panels of a figure differ in '{}'; they must share their axes",
                                variable.name));
      }
      continue;
    }
    variable.dimensions.insert(variable.dimensions.begin(), "panel");
    auto& values = std::get<std::vector<double>>(variable.values);
    for (std::size_t i = 1; i < parts.size(); ++i) {
      const auto& more = std::get<std::vector<double>>(parts[i].variables[v].values);
      values.insert(values.end(), more.begin(), more.end());
    }
  }
  result.variables.insert(result.variables.begin(),
                          {"panel", {"panel"}, letters, "", "panel of the figure", {}});
  return result;
}

Panel map_panel(const Study& file, const PaperFigure& layout, const Dataset& dataset,
                std::size_t index) {
  const std::vector<double>& x = file.sweep.axes[0].values;
  const std::vector<double>& y = file.sweep.axes[1].values;
  const std::vector<double> flow =
      slice(dataset, "specific_flow", 2, {0, bath_index(file, layout.value.bath)});
  std::vector<double> transposed;  // the figure wants x to vary fastest
  for (std::size_t j = 0; j < y.size(); ++j) {
    for (std::size_t i = 0; i < x.size(); ++i) {
      transposed.push_back(flow[i * y.size() + j]);
    }
  }
  Panel panel;
  panel.letter = letter(index);
  panel.x.label = layout.x.label;
  panel.y.label = layout.y.label;
  panel.x.min = panel.y.min = 0;
  panel.x.max = x.back();
  panel.y.max = y.back();
  panel.map = Map{x, y, std::move(transposed), {}, Palette::viridis};
  panel.map->colour.label = layout.value.label;
  panel.curves.push_back({x, numbers(dataset, "optimal_coupling"), "", {kRed, Dash::solid, 1.5}});
  // Off resonance the exceptional point is as far from the real axis as the detuning, and no mark.
  std::vector<double> shadow = numbers(dataset, "exceptional_coupling_re");
  const std::vector<double>& off = numbers(dataset, "exceptional_coupling_im");
  for (std::size_t i = 0; i < shadow.size(); ++i) {
    if (!(off[i] < shadow[i])) shadow[i] = NAN;
  }
  panel.curves.push_back({x, shadow, "", {kWhite, Dash::dashed, 1.2}});
  return panel;
}

PaperResult map_figure(const PaperFolder& folder, const PaperFigure& layout) {
  PaperResult result;
  std::vector<Dataset> parts;
  for (const std::string& model : layout.panels) {
    const Study file = folder.model(model);
    if (axis_index(file, layout.x.key, model) != 0 || axis_index(file, layout.y.key, model) != 1) {
      throw Error(
          fmt::format("{} must sweep the x axis of its figure first, then the y axis", model));
    }
    Dataset dataset = run_sweep(file);
    rename_axis(dataset, layout.x);
    rename_axis(dataset, layout.y);
    const Lines l = lines(file);
    const auto add = [&](const char* name, const std::vector<double>& values, const char* units,
                         const char* long_name) {
      dataset.variables.push_back({name, {layout.x.name}, values, units, long_name, {}});
    };
    add("optimal_coupling", l.coupling, "omega_1", "coupling of the largest specific flow");
    add("optimal_specific_flow", l.flow, "omega_1", "largest specific flow");
    add("exceptional_coupling_re", l.exceptional_re, "omega_1",
        "coupling of the exceptional point, real part");
    add("exceptional_coupling_im", l.exceptional_im, "omega_1",
        "coupling of the exceptional point, imaginary part");
    result.figure.panels.push_back(map_panel(file, layout, dataset, parts.size()));
    if (layout.panels.size() == 1) result.figure.panels.back().letter.clear();
    parts.push_back(std::move(dataset));
  }
  result.dataset = stack(parts);
  result.figure.columns = layout.panels.size();
  result.figure.width = layout.panels.size() > 1 ? kDoubleColumn : kSingleColumn;
  return result;
}

// --- Fig. 5: flows against one parameter ---------------------------------------------------------

PaperResult curves_figure(const PaperFolder& folder, const PaperFigure& layout) {
  const Study file = folder.model(layout.panels.front());
  axis_index(file, layout.x.key, layout.panels.front());
  PaperResult result{run_sweep(file), {}};
  rename_axis(result.dataset, layout.x);
  const std::vector<double>& x = file.sweep.axes.front().values;
  Panel panel;
  panel.x.label = layout.x.label;
  panel.y.label = layout.value.label;
  panel.x.min = panel.y.min = 0;
  panel.x.max = x.back();
  double largest = 0;  // of the curves that have a maximum; one that only grows may leave the frame
  for (std::size_t e = 0; e < file.equations.size(); ++e) {
    panel.curves.push_back(
        {x, slice(result.dataset, "energy_flow", 1, {e, bath_index(file, layout.value.bath)}),
         shown(file.equations[e].label), equation_stroke(file.equations[e])});
    const std::vector<double>& y = panel.curves.back().y;
    const double highest = *std::ranges::max_element(y);
    if (y.back() < highest) largest = std::max(largest, highest);
  }
  if (largest > 0) panel.y.max = 1.3 * largest;
  result.figure.panels.push_back(std::move(panel));
  return result;
}

}  // namespace

PaperResult compute_figure(const PaperFolder& folder, const PaperFigure& layout) {
  PaperResult result = layout.kind == "spectrum"      ? spectrum_figure(folder, layout)
                       : layout.kind == "map"         ? map_figure(folder, layout)
                       : layout.kind == "exceptional" ? exceptional_figure(folder, layout)
                                                      : curves_figure(folder, layout);
  result.figure.name = fmt::format("fig{}", layout.number);
  describe(result.dataset, layout);
  return result;
}

}  // namespace quflux
