#include "quflux/report/check.h"

#include <nanobind/stl/string.h>

#include "python/study.h"

namespace quflux::python {

void bind_check(nb::module_& module) {
  module.def(
      "describe", [](const StudyValue& value) { return describe(value.study); }, nb::arg("study"),
      "What `quflux check` prints.");
}

}  // namespace quflux::python
