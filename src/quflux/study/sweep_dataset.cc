#include "quflux/study/sweep_dataset.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include <fmt/ranges.h>

#include "quflux/core/error.h"
#include "quflux/core/version.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {

namespace {

constexpr const char* kPartial = "partial";
constexpr const char* kFinished = "finished";
constexpr const char* kFailure = "failure";
constexpr const char* kReasons = "failure_reasons";
constexpr const char* kWarning = "warning";
constexpr const char* kWarnings = "warnings";

std::string joined(const std::vector<std::string>& lines) {
  std::string result;
  for (const std::string& line : lines) {
    result += line + "\n";
  }
  return result;
}

void put_table(const Table& table, const std::string& at, Attributes& attributes) {
  attributes[at + "frequencies"] = table.frequencies();
  attributes[at + "values"] = table.values();
}

Attributes study_attributes(const Study& study) {
  Attributes attributes{{"title", study.model.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", study.source},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  if (!study.settings.empty()) attributes["settings"] = joined(study.settings);
  // Every number of the model that stays fixed, under its path.
  for (const auto& [path, value] : parameters(study.model)) {
    const bool varies =
        std::ranges::find(study.sweep.axes, path, &SweepAxis::path) != study.sweep.axes.end() ||
        std::ranges::find(study.sweep.follows, path, &Follow::path) != study.sweep.follows.end();
    if (!varies) attributes[path] = value;
  }
  // Tables too: a file that has changed makes another model.
  for (const ModelBath& bath : study.model.baths) {
    const std::string at = "bath." + bath.name + ".spectral_density.";
    if (const auto* table = std::get_if<Table>(&bath.spectral_density)) {
      put_table(*table, at, attributes);
    }
    if (const auto* sum = std::get_if<DensitySum>(&bath.spectral_density)) {
      for (std::size_t k = 0; k < sum->terms.size(); ++k) {
        const auto* table = std::get_if<Table>(&sum->terms[k]);
        if (table != nullptr) put_table(*table, at + std::to_string(k) + ".", attributes);
      }
    }
  }
  return attributes;
}

// Remarks on cells of the grid, a point and an equation each, numbered in the order of the grid, so
// that the numbers do not depend on threads; the texts are in the attribute `texts`.
Variable remark_variable(const char* name, const char* long_name, const char* texts,
                         const Remarks& remarks, std::size_t cells,
                         const std::vector<std::string>& grid) {
  std::vector<double> numbers(cells);
  std::vector<std::string> lines;
  std::unordered_map<std::string, std::size_t> number_of;
  for (const auto& [cell, remark] : remarks) {
    const auto [known, is_new] = number_of.try_emplace(remark, lines.size() + 1);
    if (is_new) lines.push_back(remark);
    numbers[cell] = static_cast<double>(known->second);
  }
  Variable variable{name, grid, std::move(numbers), "", long_name, {}};
  if (!lines.empty()) variable.attributes[texts] = joined(lines);
  return variable;
}

std::vector<std::string> remark_texts(const Dataset& dataset, const char* name, const char* texts) {
  std::vector<std::string> lines;
  const Variable* variable = find_variable(dataset, name);
  if (variable == nullptr || !variable->attributes.contains(texts)) return lines;
  std::string_view text = std::get<std::string>(variable->attributes.find(texts)->second);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

Remarks remarks_of(const std::vector<double>& numbers, const std::vector<std::string>& texts,
                   std::size_t cells) {
  if (numbers.size() != cells) throw Error("the result to resume has another grid; start anew");
  Remarks remarks;
  for (std::size_t cell = 0; cell < cells; ++cell) {
    if (!(numbers[cell] > 0)) continue;
    if (numbers[cell] > static_cast<double>(texts.size())) {
      throw Error("the result to resume lacks the reason of a failure; start anew");
    }
    remarks[cell] = texts[static_cast<std::size_t>(numbers[cell]) - 1];
  }
  return remarks;
}

// What the result wants to be drawn as; more than two swept keys cannot be.
void describe_figure(const std::vector<std::string>& axes, const std::vector<OutputArray>& layout,
                     Attributes& attributes) {
  if (axes.empty() || axes.size() > 2) return;
  std::vector<std::string_view> names;
  names.reserve(layout.size());
  for (const OutputArray& array : layout) names.push_back(array.name);
  attributes[kFigure] = axes.size() == 1 ? "curves" : "map";
  attributes[kPanels] = fmt::format("{}", fmt::join(names, " "));
  if (axes.size() == 2) attributes[kRidge] = axes.back();
}

void add_dimension(Dataset& dataset, const std::string& name, std::size_t size) {
  const auto known =
      std::ranges::find(dataset.dimensions, name, &std::pair<std::string, std::size_t>::first);
  if (known == dataset.dimensions.end()) {
    dataset.dimensions.emplace_back(name, size);
  }
}

// The axis on which a parameter depends through the keys it is tied to; null for none.
const SweepAxis* axis_behind(const Sweep& sweep, std::string path) {
  for (std::size_t steps = 0; steps <= sweep.follows.size(); ++steps) {
    const auto axis = std::ranges::find(sweep.axes, path, &SweepAxis::path);
    if (axis != sweep.axes.end()) return &*axis;
    const auto tie = std::ranges::find(sweep.follows, path, &Follow::path);
    if (tie == sweep.follows.end()) return nullptr;
    path = tie->source;
  }
  return nullptr;
}

// The values of a parameter that is tied to another one, along the axis of that.
Variable followed_variable(const Study& study, const Follow& follow) {
  const SweepAxis* axis = axis_behind(study.sweep, follow.source);
  Model model = study.model;
  const double& value = parameter(model, follow.path);
  BoundSweep along(model, {axis != nullptr ? std::vector{*axis} : std::vector<SweepAxis>{},
                           study.sweep.follows});
  std::vector<double> values(axis != nullptr ? axis->values.size() : 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    along.set_point(i);
    values[i] = value;
  }
  std::vector<std::string> dimensions;
  if (axis != nullptr) dimensions.push_back(axis->path);
  return Variable{follow.path, dimensions, std::move(values), parameter_units(follow.path),
                  follow.path, {}};
}

// Dimensions and coordinates: the axes, equation and bath.
Dataset frame(const Study& study) {
  Dataset dataset;
  for (const SweepAxis& axis : study.sweep.axes) {
    add_dimension(dataset, axis.path, axis.values.size());
    dataset.variables.push_back(
        {axis.path, {axis.path}, axis.values, parameter_units(axis.path), axis.path, {}});
  }
  if (study.course) {
    add_dimension(dataset, kTime, study.course->times.size());
    dataset.variables.push_back({kTime, {kTime}, study.course->times, "1/energy", "time", {}});
  }
  for (const Follow& follow : study.sweep.follows) {
    dataset.variables.push_back(followed_variable(study, follow));
  }
  std::vector<std::string> equations;
  for (const Equation& equation : study.equations) equations.push_back(equation.label);
  add_dimension(dataset, "equation", equations.size());
  dataset.variables.push_back({"equation", {"equation"}, equations, "", "master equation", {}});
  const std::vector<std::string> baths = flow_names(study.model);
  add_dimension(dataset, "bath", baths.size());
  dataset.variables.push_back(
      {"bath",
       {"bath"},
       baths,
       "",
       study.model.lindblad.empty() ? "thermal bath" : "thermal bath or Lindblad channel",
       {}});
  dataset.attributes = study_attributes(study);
  return dataset;
}

}  // namespace

std::string parameter_units(const std::string& path) {
  if (path.ends_with(".exponent")) return "1";
  return path.ends_with(".coefficient") ? "" : "energy";
}

Dataset sweep_dataset(const Study& study, const std::vector<OutputArray>& layout,
                      SweepValues&& values) {
  Dataset dataset = frame(study);
  std::vector<std::string> axes;
  for (const SweepAxis& axis : study.sweep.axes) axes.push_back(axis.path);
  if (study.course) axes.emplace_back(kTime);
  describe_figure(axes, layout, dataset.attributes);
  std::vector<std::string> grid = axes;
  grid.emplace_back("equation");
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const OutputArray& array = layout[i];
    std::vector<std::string> dimensions = grid;
    for (const auto& [dimension, size] : array.dimensions) {
      add_dimension(dataset, dimension, size);
      dimensions.push_back(dimension);
    }
    dataset.variables.push_back(
        {array.name, dimensions, std::move(values.arrays[i]), array.units, array.long_name, {}});
  }
  const std::size_t cells = values.points() * values.equations();
  dataset.variables.push_back(remark_variable(kFailure, "0, or the number of the reason", kReasons,
                                              values.reasons, cells, grid));
  if (!values.warnings.empty()) {
    dataset.variables.push_back(remark_variable(kWarning, "0, or the number of the warning",
                                                kWarnings, values.warnings, cells, grid));
  }
  const auto finished = std::ranges::count(values.finished, 1);
  if (static_cast<std::size_t>(finished) < values.points()) {
    dataset.variables.push_back(
        {kFinished,
         axes,
         std::vector<double>(values.finished.begin(), values.finished.end()),
         "",
         "1 where the point has been computed",
         {}});
    dataset.attributes[kPartial] =
        fmt::format("stopped after {} of {} points", finished, values.points());
  }
  return dataset;
}

void take_over(const Dataset& partial, const Study& study, const std::vector<OutputArray>& layout,
               SweepValues& values) {
  if (!is_partial(partial)) throw Error("the result to resume is complete already");
  Attributes theirs = partial.attributes;
  theirs.erase(kPartial);
  for (const char* not_of_the_study : {"Conventions", kRoad, kFigure, kPanels, kRidge}) {
    theirs.erase(not_of_the_study);
  }
  if (theirs != study_attributes(study)) {
    throw Error(
        "the result to resume was made with another model file, other settings or another version; "
        "start anew");
  }
  for (std::size_t i = 0; i < layout.size(); ++i) {
    const std::vector<double>& theirs_values = numbers(partial, layout[i].name);
    if (theirs_values.size() != values.arrays[i].size()) {
      throw Error(
          fmt::format("'{}' in the result to resume has another size; start anew", layout[i].name));
    }
    values.arrays[i] = theirs_values;
  }
  const std::vector<double>& finished = numbers(partial, kFinished);
  if (finished.size() != values.points()) {
    throw Error("the result to resume has another grid; start anew");
  }
  std::ranges::transform(finished, values.finished.begin(),
                         [](double f) { return static_cast<char>(f != 0); });
  const std::size_t cells = values.points() * values.equations();
  values.reasons = remarks_of(numbers(partial, kFailure), failure_reasons(partial), cells);
  if (find_variable(partial, kWarning) != nullptr) {
    values.warnings = remarks_of(numbers(partial, kWarning), warnings(partial), cells);
  }
}

bool is_output(const Variable& variable) {
  return std::ranges::find(variable.dimensions, "equation") != variable.dimensions.end() &&
         !is_coordinate(variable) && variable.name != kFailure && variable.name != kWarning;
}

bool is_partial(const Dataset& dataset) { return dataset.attributes.contains(kPartial); }

std::vector<std::string> failure_reasons(const Dataset& dataset) {
  return remark_texts(dataset, kFailure, kReasons);
}

std::vector<std::string> warnings(const Dataset& dataset) {
  return remark_texts(dataset, kWarning, kWarnings);
}

}  // namespace quflux::inline study
