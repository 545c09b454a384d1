#include "quflux/sweep/run_sweep.h"

#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <tbb/task_arena.h>

#include "python/arrays.h"
#include "python/bindings.h"
#include "python/interruptible.h"
#include "quflux/model/sweep_axes.h"

namespace quflux::python {

namespace {

nb::dict to_dict(const Attributes& attributes) {
  nb::dict result;
  for (const auto& [name, value] : attributes) result[name.c_str()] = nb::cast(value);
  return result;
}

nb::object values_of(const Dataset& dataset, Variable& variable) {
  auto* numbers = std::get_if<std::vector<double>>(&variable.values);
  if (numbers == nullptr) return nb::cast(std::get<std::vector<std::string>>(variable.values));
  std::vector<std::size_t> shape;
  for (const std::string& dimension : variable.dimensions) {
    shape.push_back(std::ranges::find(dataset.dimensions, dimension,
                                      &std::pair<std::string, std::size_t>::first)
                        ->second);
  }
  return to_numpy(std::move(*numbers), shape);
}

// [(name, dimensions, values, attributes)], attributes
nb::tuple to_python(Dataset dataset) {
  nb::list variables;
  for (Variable& variable : dataset.variables) {
    nb::dict attributes = to_dict(variable.attributes);
    if (!variable.long_name.empty()) attributes["long_name"] = variable.long_name;
    if (!variable.units.empty()) attributes["units"] = variable.units;
    variables.append(nb::make_tuple(variable.name, variable.dimensions,
                                    values_of(dataset, variable), attributes));
  }
  return nb::make_tuple(variables, to_dict(dataset.attributes));
}

// `progress` is called with the number of points finished since the last call.
nb::tuple run(const ModelFile& file, int threads, const nb::object& progress) {
  std::atomic<std::size_t> finished{0};
  std::size_t reported = 0;
  const auto report = [&] {
    if (progress.is_none()) return;
    const std::size_t now = finished;
    progress(now - reported);
    reported = now;
  };
  const auto work = [&](const std::atomic<bool>& stop) {
    SweepOptions options;
    options.progress = [&](std::size_t n) { finished += n; };
    options.stop = &stop;
    tbb::task_arena arena(threads > 0 ? threads : tbb::task_arena::automatic);
    return arena.execute([&] { return run_sweep(file, options); });
  };
  Dataset dataset = run_interruptibly(work, report);
  report();
  return to_python(std::move(dataset));
}

}  // namespace

void bind_run_sweep(nb::module_& module) {
  module.def(
      "run_sweep", &run, nb::arg("file"), nb::arg("threads"), nb::arg("progress").none(),
      "Every output at every point: ([(name, dimensions, values, attributes)], attributes).");
  module.def(
      "grid_size", [](const ModelFile& file) { return grid_size(file.sweep); }, nb::arg("file"));
}

}  // namespace quflux::python
