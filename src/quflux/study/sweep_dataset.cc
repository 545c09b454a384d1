#include "quflux/study/sweep_dataset.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string_view>

#include <fmt/ranges.h>

#include "quflux/core/error.h"
#include "quflux/core/hash.h"
#include "quflux/core/overload.h"
#include "quflux/core/version.h"
#include "quflux/study/fingerprint.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline study {

namespace {

constexpr const char* kReasons = "failure_reasons";
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

// Of all matrices, which may stand in files beside the model's own.
std::uint64_t checksum_of_matrices(const Study& study) {
  std::uint64_t sum = 0;
  const auto add = [&](const Matrix& matrix) {
    const std::string_view bytes(reinterpret_cast<const char*>(matrix.data()),
                                 static_cast<std::size_t>(matrix.size()) * sizeof(Complex));
    sum = checksum(bytes, sum);
  };
  const auto add_optional = [&](const std::optional<Matrix>& matrix) {
    add(matrix ? *matrix : Matrix());
  };
  add(study.model.matrices->hamiltonian);
  add_optional(study.model.matrices->uncoupled_hamiltonian);
  for (const MatrixTerm& term : study.model.matrices->terms) add(term.matrix);
  for (const ModelBath& bath : study.model.baths) add_optional(bath.matrix);
  for (const Lindblad& channel : study.model.lindblad) add_optional(channel.matrix);
  if (study.course) {
    if (const auto* state = std::get_if<Matrix>(&study.course->initial)) add(*state);
  }
  return sum;
}

void put_drive(const Drive& drive, Attributes& attributes) {
  const auto put = [&](const auto& points) {
    attributes["drive." + drive.name + ".times"] = points.times;
    attributes["drive." + drive.name + ".values"] = points.values;
  };
  std::visit(Overload{[&](const Steps& s) { put(s); }, [&](const Ramps& r) { put(r); },
                      [](const auto&) {}},
             drive.shape);
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
  if (study.model.matrices) {
    attributes["matrices_checksum"] = fmt::format("{:016x}", checksum_of_matrices(study));
  }
  if (study.course) {
    for (const Drive& drive : study.course->drives) put_drive(drive, attributes);
  }
  return attributes;
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

// Names of baths along the second of two dimensions.
void add_other_bath(const Study& study, Dataset& dataset) {
  const std::string name(kOtherBath);
  if (find_variable(dataset, name) != nullptr) return;
  dataset.variables.push_back({name, {name}, flow_names(study.model), "", "another bath", {}});
}

// The roads decide numbers, too.
std::string fingerprint(const PreparedSweep& sweep, const Dataset& frame) {
  Fingerprint print;
  print.add(frame);
  for (const OutputArray& array : sweep.arrays) {
    print.add(array.name);
    for (const auto& [dimension, size] : array.dimensions) {
      print.add(fmt::format("{} {}", dimension, size));
    }
  }
  for (const PlannedRoad& planned : sweep.plan.roads) {
    print.add(std::string(planned.road->name));
    for (const std::size_t e : planned.equations) print.add(sweep.study.equations[e]);
  }
  return print.text();
}

void add_values(const PreparedSweep& sweep, const std::vector<std::string>& grid,
                SweepValues&& values, Dataset& dataset) {
  std::vector<Variable> arrays = array_variables(sweep.arrays, grid);
  for (std::size_t i = 0; i < arrays.size(); ++i) arrays[i].values = std::move(values.arrays[i]);
  std::ranges::move(arrays, std::back_inserter(dataset.variables));
  const auto add_remarks = [&](const char* name, const Remarks& remarks) {
    RemarkNumbers numbers;
    std::vector<double> numbered = numbers.number(remarks, values.points() * values.equations());
    Variable variable = remark_variable(name, grid, numbers.texts());
    variable.values = std::move(numbered);
    dataset.variables.push_back(std::move(variable));
  };
  add_remarks(kFailure, values.reasons);
  if (!values.warnings.empty()) add_remarks(kWarning, values.warnings);
}

}  // namespace

std::string parameter_units(const std::string& path) {
  if (path.ends_with(".exponent") || path.ends_with(".phase") || counts_levels(path)) return "1";
  return path.ends_with(".coefficient") ? "" : "energy";
}

void describe_figure(const std::vector<std::string>& axes, const std::vector<OutputArray>& layout,
                     Attributes& attributes) {
  const auto has_frequencies = [](const OutputArray& array) { return !array.frequencies.empty(); };
  const bool spectra = (axes.empty() && std::ranges::any_of(layout, has_frequencies)) ||
                       (axes.size() == 1 && std::ranges::all_of(layout, has_frequencies));
  if ((axes.empty() && !spectra) || axes.size() > 2) return;
  std::vector<std::string_view> names;
  for (const OutputArray& array : layout) {
    if (!spectra || has_frequencies(array)) names.push_back(array.name);
  }
  if (spectra) {
    attributes[kFigure] = "spectra";
    attributes[kPanels] = fmt::format("{}", fmt::join(names, " "));
    return;
  }
  attributes[kFigure] = axes.size() == 1 ? "curves" : "map";
  attributes[kPanels] = fmt::format("{}", fmt::join(names, " "));
  if (axes.size() == 2) attributes[kRidge] = axes.back();
}

std::vector<std::string> axis_names(const Study& study) {
  std::vector<std::string> names;
  for (const SweepAxis& axis : study.sweep.axes) names.push_back(axis.path);
  if (study.course) names.emplace_back(kTime);
  return names;
}

Dataset study_frame(const Study& study) {
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

Dataset sweep_frame(const PreparedSweep& sweep) {
  const Study& study = sweep.study;
  Dataset dataset = study_frame(study);
  const std::string road = road_in_words(study, sweep.plan, sweep.allowed);
  if (!road.empty()) dataset.attributes[kRoad] = road;
  for (const OutputArray& array : sweep.arrays) {
    for (const auto& [dimension, size] : array.dimensions) {
      if (dimension == kOtherBath) add_other_bath(study, dataset);
      add_dimension(dataset, dimension, size);
    }
    if (array.frequencies.empty()) continue;
    const std::string& along = array.dimensions.back().first;
    dataset.variables.push_back({along, {along}, array.frequencies, "energy", "frequency", {}});
  }
  dataset.attributes[kFingerprint] = fingerprint(sweep, dataset);
  describe_figure(axis_names(study), sweep.arrays, dataset.attributes);
  return dataset;
}

std::vector<Variable> array_variables(const std::vector<OutputArray>& arrays,
                                      const std::vector<std::string>& grid) {
  std::vector<Variable> variables;
  for (const OutputArray& array : arrays) {
    std::vector<std::string> dimensions = grid;
    dimensions.emplace_back("equation");
    for (const auto& [dimension, size] : array.dimensions) dimensions.push_back(dimension);
    variables.push_back({array.name, std::move(dimensions), {}, array.units, array.long_name, {}});
  }
  return variables;
}

Variable remark_variable(const char* name, const std::vector<std::string>& grid,
                         const std::vector<std::string>& texts) {
  const bool failure = std::string_view(name) == kFailure;
  Variable variable{name, grid, {}, "", {}, {}};
  variable.dimensions.emplace_back("equation");
  variable.long_name =
      failure ? "0, or the number of the reason" : "0, or the number of the warning";
  if (!texts.empty()) variable.attributes[failure ? kReasons : kWarnings] = joined(texts);
  return variable;
}

Dataset sweep_dataset(const PreparedSweep& sweep, SweepValues&& values) {
  Dataset dataset = sweep_frame(sweep);
  add_values(sweep, axis_names(sweep.study), std::move(values), dataset);
  return dataset;
}

Dataset part_dataset(const PreparedSweep& sweep, Part part, SweepValues&& values) {
  Dataset dataset = part_frame(sweep, part);
  add_values(sweep, {kPoint}, std::move(values), dataset);
  return dataset;
}

Dataset part_frame(const PreparedSweep& sweep, Part part) {
  Dataset dataset = sweep_frame(sweep);
  for (const char* of_the_whole : {kFigure, kPanels, kRidge}) {
    dataset.attributes.erase(of_the_whole);
  }
  dataset.attributes[kPart] = fmt::format("{}/{}", part.number, part.count);
  dataset.dimensions.emplace_back(kPoint, points_of(part, sweep.points, sweep.together).size());
  return dataset;
}

std::vector<std::string> swept_names(const Dataset& dataset) {
  std::vector<std::string> names;
  for (const auto& dimension : dataset.dimensions) {
    if (dimension.first == "equation") break;
    names.push_back(dimension.first);
  }
  return names;
}

bool is_output(const Variable& variable) {
  return std::ranges::find(variable.dimensions, "equation") != variable.dimensions.end() &&
         !is_coordinate(variable) && variable.name != kFailure && variable.name != kWarning;
}

std::vector<std::string> failure_reasons(const Dataset& dataset) {
  return remark_texts(dataset, kFailure, kReasons);
}

std::vector<std::string> warnings(const Dataset& dataset) {
  return remark_texts(dataset, kWarning, kWarnings);
}

}  // namespace quflux::inline study
