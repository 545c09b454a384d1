#include "quflux/study/run_sweep.h"

#include "python/bindings.h"
#include "python/dataset.h"
#include "python/run_points.h"
#include "quflux/core/error.h"
#include "quflux/model/sweep_axes.h"
#include "quflux/study/grade.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::python {

namespace {

nb::tuple run(const Study& file, bool kernel, int threads, const nb::object& progress) {
  return to_python(run_points(threads, progress, [&](const PointCounter& counter) {
    SweepOptions options;
    options.progress = counter.count;
    options.kernel = kernel;
    options.stop = &counter.stop;
    return run_sweep(file, options);
  }));
}

nb::tuple grade_all(const Study& file, int threads, const nb::object& progress) {
  return to_python(run_points(threads, progress, [&](const PointCounter& counter) {
    return grade(file, [&](std::size_t n) {
      if (counter.stop) throw Error("stopped");  // nobody sees it: an exception is under way
      counter.count(n);
    });
  }));
}

}  // namespace

void bind_run_sweep(nb::module_& module) {
  module.def(
      "run_sweep", &run, nb::arg("file"), nb::arg("kernel"), nb::arg("threads"),
      nb::arg("progress").none(),
      "Every output at every point: ([(name, dimensions, values, attributes)], attributes).");
  module.def("grade", &grade_all, nb::arg("file"), nb::arg("threads"), nb::arg("progress").none(),
             "What `quflux grade` writes, in the same form.");
  module.def(
      "grid_size", [](const Study& file) { return grid_size(file.sweep); }, nb::arg("file"));
  module.def("parameter_units", &parameter_units, nb::arg("path"));
}

}  // namespace quflux::python
