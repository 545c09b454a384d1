#include "quflux/sweep/run_sweep.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <span>

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include "quflux/core/error.h"
#include "quflux/core/version.h"
#include "quflux/sweep/outputs.h"
#include "quflux/two_tls/recognise.h"

namespace quflux {

namespace {

constexpr const char* kPartial = "partial";
constexpr const char* kFinished = "finished";
constexpr const char* kFailure = "failure";
constexpr const char* kReasons = "failure_reasons";

// All numbers of a sweep. A cell is one equation at one point; its outputs lie behind each other.
struct Cells {
  std::vector<double> outputs;
  std::vector<char> finished;                  // per point
  std::map<std::size_t, std::string> reasons;  // of cells without an answer
};

struct Worker {
  explicit Worker(const ModelFile& file) : model(file.model), sweep(model, file.sweep) {}
  Model model;
  BoundSweep sweep;
};

void compute(const ModelFile& file, const OutputLayout& layout, const SweepOptions& options,
             Cells& cells) {
  const std::size_t points = grid_size(file.sweep);
  const std::size_t equations = file.equations.size();
  const bool pair = options.kernel && closed_form_suffices(file) && recognise_pair(file.model);
  std::mutex reasons_mutex;
  tbb::enumerable_thread_specific<std::unique_ptr<Worker>> workers(
      [&] { return std::make_unique<Worker>(file); });

  const auto compute_point = [&](Worker& worker, std::size_t point) {
    worker.sweep.set_point(point);
    for (std::size_t e = 0; e < equations; ++e) {
      const Equation equation = file.equations[e];
      const std::size_t cell = point * equations + e;
      const std::span<double> out(cells.outputs.data() + cell * layout.size, layout.size);
      try {
        if (pair && equation != Equation::redfield) {
          evaluate_closed_form(file, worker.model, equation, out);
        } else {
          evaluate_density_matrix(file, worker.model, equation, out);
        }
      } catch (const Error& error) {
        std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
        const std::scoped_lock lock(reasons_mutex);
        cells.reasons[cell] = error.what();
      }
    }
    cells.finished[point] = 1;
  };

  // A pair takes less than a microsecond, less than handing it to a thread.
  const std::size_t grain = pair ? 256 : 1;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, points, grain), [&](const auto& range) {
    Worker& worker = *workers.local();
    for (std::size_t point = range.begin(); point != range.end(); ++point) {
      if (options.stop != nullptr && *options.stop) return;
      if (cells.finished[point] != 0) continue;
      compute_point(worker, point);
      if (options.progress && !pair) options.progress(1);
    }
    if (options.progress && pair) options.progress(range.size());
  });
}

// The numbers of one output from all points and equations, and back.
std::vector<double> gather(const Cells& cells, std::size_t count, const OutputLayout& layout,
                           const OutputArray& array) {
  std::vector<double> result;
  result.reserve(count * array.size);
  for (std::size_t cell = 0; cell < count; ++cell) {
    const auto first =
        cells.outputs.begin() + static_cast<std::ptrdiff_t>(cell * layout.size + array.offset);
    result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(array.size));
  }
  return result;
}

void scatter(const std::vector<double>& values, std::size_t count, const OutputLayout& layout,
             const OutputArray& array, Cells& cells) {
  for (std::size_t cell = 0; cell < count; ++cell) {
    std::copy_n(
        values.begin() + static_cast<std::ptrdiff_t>(cell * array.size), array.size,
        cells.outputs.begin() + static_cast<std::ptrdiff_t>(cell * layout.size + array.offset));
  }
}

std::string joined(const std::vector<std::string>& lines) {
  std::string result;
  for (const std::string& line : lines) {
    result += line + "\n";
  }
  return result;
}

Attributes file_attributes(const ModelFile& file) {
  Attributes attributes{{"title", file.model.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", file.source},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  if (!file.settings.empty()) attributes["settings"] = joined(file.settings);
  // Every number of the model that stays fixed, under its path.
  for (const std::string& path : parameter_paths(file.model)) {
    const bool varies =
        std::ranges::find(file.sweep.axes, path, &SweepAxis::path) != file.sweep.axes.end() ||
        std::ranges::find(file.sweep.follows, path, &Follow::path) != file.sweep.follows.end();
    if (!varies) attributes[path] = parameter(file.model, path);
  }
  return attributes;
}

void take_over(const Dataset& partial, const ModelFile& file, const OutputLayout& layout,
               std::size_t count, Cells& cells) {
  if (!is_partial(partial)) throw Error("the result to resume is complete already");
  Attributes theirs = partial.attributes;
  theirs.erase(kPartial);
  theirs.erase("Conventions");
  if (theirs != file_attributes(file)) {
    throw Error(
        "the result to resume was made with another model file, other settings or another version; "
        "start anew");
  }
  for (const OutputArray& array : layout.arrays) {
    const std::vector<double>& values = numbers(partial, array.name);
    if (values.size() != count * array.size) {
      throw Error(
          fmt::format("'{}' in the result to resume has another size; start anew", array.name));
    }
    scatter(values, count, layout, array, cells);
  }
  const std::vector<double>& finished = numbers(partial, kFinished);
  const std::vector<double>& failure = numbers(partial, kFailure);
  if (finished.size() != cells.finished.size() || failure.size() != count) {
    throw Error("the result to resume has another grid; start anew");
  }
  std::ranges::transform(finished, cells.finished.begin(),
                         [](double f) { return static_cast<char>(f != 0); });
  const std::vector<std::string> reasons = failure_reasons(partial);
  for (std::size_t cell = 0; cell < count; ++cell) {
    if (!(failure[cell] > 0)) continue;
    if (failure[cell] > static_cast<double>(reasons.size())) {
      throw Error("the result to resume lacks the reason of a failure; start anew");
    }
    cells.reasons[cell] = reasons[static_cast<std::size_t>(failure[cell]) - 1];
  }
}

// Reasons numbered in the order of the grid, so that the numbers do not depend on threads.
Variable failure_variable(const Cells& cells, std::size_t count,
                          const std::vector<std::string>& grid) {
  std::vector<double> numbers(count);
  std::vector<std::string> reasons;
  for (const auto& [cell, reason] : cells.reasons) {
    auto known = std::ranges::find(reasons, reason);
    if (known == reasons.end()) known = reasons.insert(reasons.end(), reason);
    numbers[cell] = static_cast<double>(known - reasons.begin() + 1);
  }
  Variable variable{kFailure, grid, std::move(numbers), "", "0, or the number of the reason", {}};
  if (!reasons.empty()) variable.attributes[kReasons] = joined(reasons);
  return variable;
}

void add_dimension(Dataset& dataset, const std::string& name, std::size_t size) {
  const auto known =
      std::ranges::find(dataset.dimensions, name, &std::pair<std::string, std::size_t>::first);
  if (known == dataset.dimensions.end()) {
    dataset.dimensions.emplace_back(name, size);
  }
}

// Units of a parameter; none for a coefficient, whose units depend on the exponent.
std::string units(const std::string& path) {
  if (path.ends_with(".exponent")) return "1";
  return path.ends_with(".coefficient") ? "" : "energy";
}

// Dimensions and coordinates: the axes, equation and bath.
Dataset frame(const ModelFile& file) {
  Dataset dataset;
  for (const SweepAxis& axis : file.sweep.axes) {
    add_dimension(dataset, axis.path, axis.values.size());
    dataset.variables.push_back(
        {axis.path, {axis.path}, axis.values, units(axis.path), axis.path, {}});
  }
  std::vector<std::string> equations;
  for (const Equation equation : file.equations) {
    equations.emplace_back(name(equation));
  }
  add_dimension(dataset, "equation", equations.size());
  dataset.variables.push_back({"equation", {"equation"}, equations, "", "master equation", {}});
  std::vector<std::string> baths;
  for (const ModelBath& bath : file.model.baths) {
    baths.push_back(bath.name);
  }
  add_dimension(dataset, "bath", baths.size());
  dataset.variables.push_back({"bath", {"bath"}, baths, "", "thermal bath", {}});
  dataset.attributes = file_attributes(file);
  return dataset;
}

Dataset to_dataset(const ModelFile& file, const OutputLayout& layout, const Cells& cells) {
  Dataset dataset = frame(file);
  std::vector<std::string> axes;
  for (const SweepAxis& axis : file.sweep.axes) axes.push_back(axis.path);
  std::vector<std::string> grid = axes;
  grid.emplace_back("equation");
  const std::size_t count = cells.finished.size() * file.equations.size();
  for (const OutputArray& array : layout.arrays) {
    std::vector<std::string> dimensions = grid;
    for (const auto& [dimension, size] : array.dimensions) {
      add_dimension(dataset, dimension, size);
      dimensions.push_back(dimension);
    }
    dataset.variables.push_back({array.name,
                                 dimensions,
                                 gather(cells, count, layout, array),
                                 array.units,
                                 array.long_name,
                                 {}});
  }
  dataset.variables.push_back(failure_variable(cells, count, grid));
  const auto finished = std::ranges::count(cells.finished, 1);
  if (static_cast<std::size_t>(finished) < cells.finished.size()) {
    dataset.variables.push_back({kFinished,
                                 axes,
                                 std::vector<double>(cells.finished.begin(), cells.finished.end()),
                                 "",
                                 "1 where the point has been computed",
                                 {}});
    dataset.attributes[kPartial] =
        fmt::format("stopped after {} of {} points", finished, cells.finished.size());
  }
  return dataset;
}

}  // namespace

Dataset run_sweep(const ModelFile& file, const SweepOptions& options) {
  const OutputLayout layout = output_layout(file);
  const std::size_t points = grid_size(file.sweep);
  const std::size_t count = points * file.equations.size();
  Cells cells{std::vector<double>(count * layout.size, std::numeric_limits<double>::quiet_NaN()),
              std::vector<char>(points),
              {}};
  if (options.resume != nullptr) {
    take_over(*options.resume, file, layout, count, cells);
    if (options.progress) {
      options.progress(static_cast<std::size_t>(std::ranges::count(cells.finished, 1)));
    }
  }
  compute(file, layout, options, cells);
  return to_dataset(file, layout, cells);
}

bool is_partial(const Dataset& dataset) { return dataset.attributes.contains(kPartial); }

std::vector<std::string> failure_reasons(const Dataset& dataset) {
  std::vector<std::string> reasons;
  const Variable* failure = find_variable(dataset, kFailure);
  if (failure == nullptr || !failure->attributes.contains(kReasons)) return reasons;
  std::string_view text = std::get<std::string>(failure->attributes.find(kReasons)->second);
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    reasons.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return reasons;
}

}  // namespace quflux
