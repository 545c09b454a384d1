#include "quflux/study/response.h"

#include "python/bindings.h"
#include "python/dataset.h"
#include "python/study.h"

namespace quflux::python {

void bind_response(nb::module_& module) {
  module.def(
      "response",
      [](const StudyValue& value, const std::vector<std::string>& keys, bool automatic,
         bool occupations, bool rectification, const std::string& source) {
        Study study = value.study;
        study.source = source;
        return to_python(response(study, keys, automatic ? Roads::automatic : Roads::density_matrix,
                                  {occupations, rectification}));
      },
      nb::arg("study"), nb::arg("keys"), nb::arg("automatic"), nb::arg("occupations"),
      nb::arg("rectification"), nb::arg("source") = "",
      "What `quflux response` writes, of flows and what else is asked for: ([(name, dimensions, "
      "values, attributes)], attributes).");
}

}  // namespace quflux::python
