#include "quflux/study/response.h"

#include "python/bindings.h"
#include "python/dataset.h"
#include "python/run_points.h"
#include "python/study.h"
#include "quflux/core/stop.h"

namespace quflux::python {

void bind_response(nb::module_& module) {
  module.def(
      "response",
      [](const StudyValue& value, const std::vector<std::string>& keys, bool automatic,
         bool occupations, bool rectification, const nb::object& progress,
         const std::string& source) {
        Study study = value.study;
        study.source = source;
        return to_python(run_points(0, progress, [&](const PointCounter& counter) {
          const StopScope stop_scope(&counter.stop);
          return response(study, keys, automatic ? Roads::automatic : Roads::density_matrix,
                          {occupations, rectification}, [&](std::size_t n) {
                            if (counter.stop) throw Stopped();
                            counter.count(n);
                          });
        }));
      },
      nb::arg("study"), nb::arg("keys"), nb::arg("automatic"), nb::arg("occupations"),
      nb::arg("rectification"), nb::arg("progress").none() = nb::none(), nb::arg("source") = "",
      "What `quflux response` writes, of flows and what else is asked for: ([(name, dimensions, "
      "values, attributes)], attributes).");
  module.def(
      "response_size",
      [](const StudyValue& value, const std::vector<std::string>& keys, bool occupations,
         bool rectification) {
        return response_size(value.study, keys, {occupations, rectification});
      },
      nb::arg("study"), nb::arg("keys"), nb::arg("occupations"), nb::arg("rectification"),
      "How many derivatives response() goes through.");
}

}  // namespace quflux::python
