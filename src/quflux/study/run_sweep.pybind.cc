#include "quflux/study/run_sweep.h"

#include "python/bindings.h"
#include "python/dataset.h"
#include "python/run_points.h"
#include "python/study.h"
#include "quflux/core/error.h"
#include "quflux/model/sweep_axes.h"
#include "quflux/study/grade.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::python {

namespace {

// What results keep of the text that a study comes from is given with the call.
nb::tuple run(const StudyValue& value, bool automatic, int threads, const nb::object& progress,
              const std::string& source) {
  Study study = value.study;
  study.source = source;
  return to_python(run_points(threads, progress, [&](const PointCounter& counter) {
    SweepOptions options;
    options.progress = counter.count;
    options.roads = automatic ? Roads::automatic : Roads::density_matrix;
    options.stop = &counter.stop;
    return run_sweep(study, options);
  }));
}

// One of `count` parts, for those who join them.
nb::tuple run_part(const StudyValue& value, bool automatic, int threads, const std::string& source,
                   std::size_t number, std::size_t count) {
  Study study = value.study;
  study.source = source;
  return to_python(run_points(threads, nb::none(), [&](const PointCounter& counter) {
    const PreparedSweep sweep =
        prepare(study, automatic ? Roads::automatic : Roads::density_matrix);
    const Part part{number, count};
    SweepValues values(sweep.arrays, points_of(part, sweep.points, sweep.together),
                       study.equations.size());
    compute(sweep, {.stop = &counter.stop}, values);
    return part_dataset(sweep, part, std::move(values));
  }));
}

nb::tuple frame(const StudyValue& value, bool automatic, const std::string& source) {
  Study study = value.study;
  study.source = source;
  return to_python(
      sweep_frame(prepare(study, automatic ? Roads::automatic : Roads::density_matrix)));
}

nb::tuple grade_all(const StudyValue& value, int threads, const nb::object& progress,
                    const std::string& source) {
  Study study = value.study;
  study.source = source;
  return to_python(run_points(threads, progress, [&](const PointCounter& counter) {
    return grade(study, [&](std::size_t n) {
      if (counter.stop) throw Error("stopped");  // nobody sees it: an exception is under way
      counter.count(n);
    });
  }));
}

}  // namespace

void bind_run_sweep(nb::module_& module) {
  module.def(
      "run_sweep", &run, nb::arg("study"), nb::arg("automatic"), nb::arg("threads"),
      nb::arg("progress").none(), nb::arg("source") = "",
      "Every output at every point: ([(name, dimensions, values, attributes)], attributes).");
  module.def("run_part", &run_part, nb::arg("study"), nb::arg("automatic"), nb::arg("threads"),
             nb::arg("source"), nb::arg("number"), nb::arg("count"),
             "The points of part `number` of `count`, in the same form.");
  module.def("sweep_frame", &frame, nb::arg("study"), nb::arg("automatic"), nb::arg("source"),
             "Coordinates and attributes of run_sweep's dataset, in the same form.");
  module.def("grade", &grade_all, nb::arg("study"), nb::arg("threads"), nb::arg("progress").none(),
             nb::arg("source") = "", "What `quflux grade` writes, in the same form.");
  module.def(
      "grid_size", [](const StudyValue& value) { return grid_size(value.study); },
      nb::arg("study"));
  module.def("parameter_units", &parameter_units, nb::arg("path"));
}

}  // namespace quflux::python
