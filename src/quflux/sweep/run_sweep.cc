#include "quflux/sweep/run_sweep.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include <tbb/blocked_range.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

#include "quflux/core/error.h"
#include "quflux/core/version.h"
#include "quflux/sweep/outputs.h"
#include "quflux/two_tls/recognise.h"

namespace quflux {

namespace {

// Reasons why points have no answer, numbered from 1 in the order of the grid... as they come up.
class Failures {
 public:
  int number(const std::string& reason) {
    const std::scoped_lock lock(mutex_);
    return numbers_.try_emplace(reason, static_cast<int>(numbers_.size()) + 1).first->second;
  }

  std::vector<std::string> reasons() const {
    std::vector<std::string> result(numbers_.size());
    for (const auto& [reason, number] : numbers_) {
      result[static_cast<std::size_t>(number) - 1] = reason;
    }
    return result;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, int> numbers_;
};

// All numbers of a sweep: for each point and equation the outputs behind each other.
struct Values {
  std::vector<double> outputs;
  std::vector<int> failures;
};

Values compute(const ModelFile& file, const OutputLayout& layout, const SweepOptions& options,
               Failures& failures) {
  struct Worker {
    explicit Worker(const ModelFile& f) : model(f.model), sweep(model, f.sweep) {}
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    Model model;
    BoundSweep sweep;
  };

  const std::size_t points = grid_size(file.sweep);
  const std::size_t equations = file.equations.size();
  Values values{std::vector<double>(points * equations * layout.size,
                                    std::numeric_limits<double>::quiet_NaN()),
                std::vector<int>(points * equations)};
  const bool pair = options.kernel && closed_form_suffices(file) && recognise_pair(file.model);
  tbb::enumerable_thread_specific<std::unique_ptr<Worker>> workers(
      [&] { return std::make_unique<Worker>(file); });

  const std::size_t grain = pair ? 256 : 1;
  tbb::parallel_for(tbb::blocked_range<std::size_t>(0, points, grain), [&](const auto& range) {
    Worker& worker = *workers.local();
    for (std::size_t point = range.begin(); point != range.end(); ++point) {
      worker.sweep.set_point(point);
      for (std::size_t e = 0; e < equations; ++e) {
        const Equation equation = file.equations[e];
        const std::size_t cell = point * equations + e;
        const std::span<double> out(values.outputs.data() + cell * layout.size, layout.size);
        try {
          if (pair && equation != Equation::redfield) {
            evaluate_closed_form(file, worker.model, equation, out);
          } else {
            evaluate_density_matrix(file, worker.model, equation, out);
          }
        } catch (const Error& error) {
          std::ranges::fill(out, std::numeric_limits<double>::quiet_NaN());
          values.failures[cell] = failures.number(error.what());
        }
      }
    }
    if (options.progress) options.progress(range.size());
  });
  return values;
}

// The numbers of one output, gathered from all points and equations.
std::vector<double> gather(const Values& values, const OutputLayout& layout,
                           const OutputArray& array) {
  std::vector<double> result;
  result.reserve(values.failures.size() * array.size);
  for (std::size_t cell = 0; cell < values.failures.size(); ++cell) {
    const auto first =
        values.outputs.begin() + static_cast<std::ptrdiff_t>(cell * layout.size + array.offset);
    result.insert(result.end(), first, first + static_cast<std::ptrdiff_t>(array.size));
  }
  return result;
}

void add_dimension(Dataset& dataset, const std::string& name, std::size_t size) {
  const auto known =
      std::ranges::find(dataset.dimensions, name, &std::pair<std::string, std::size_t>::first);
  if (known == dataset.dimensions.end()) {
    dataset.dimensions.emplace_back(name, size);
  }
}

}  // namespace

Dataset run_sweep(const ModelFile& file, const SweepOptions& options) {
  const OutputLayout layout = output_layout(file);
  Failures failures;
  const Values values = compute(file, layout, options, failures);

  Dataset dataset;
  std::vector<std::string> grid;
  for (const SweepAxis& axis : file.sweep.axes) {
    add_dimension(dataset, axis.path, axis.values.size());
    dataset.variables.push_back({axis.path, {axis.path}, axis.values, "", axis.path, {}});
    grid.push_back(axis.path);
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
  grid.emplace_back("equation");

  for (const OutputArray& array : layout.arrays) {
    std::vector<std::string> dimensions = grid;
    for (const auto& [dimension, size] : array.dimensions) {
      add_dimension(dataset, dimension, size);
      dimensions.push_back(dimension);
    }
    dataset.variables.push_back(
        {array.name, dimensions, gather(values, layout, array), array.units, array.long_name, {}});
  }
  std::vector<double> failed(values.failures.begin(), values.failures.end());
  dataset.variables.push_back(
      {"failure", grid, std::move(failed), "", "0, or the number of the reason", {}});
  std::string reasons;
  for (const std::string& reason : failures.reasons()) {
    reasons += reason + "\n";
  }
  if (!reasons.empty()) dataset.variables.back().attributes["failure_reasons"] = reasons;

  dataset.attributes = {{"title", file.model.title},
                        {"source", std::string("quflux ") + kVersion},
                        {"model", file.source},
                        {"unit_system", std::string("hbar = k_B = 1")}};
  return dataset;
}

}  // namespace quflux
