#include "quflux/study/superoperators.h"

#include <nanobind/eigen/dense.h>
#include <nanobind/stl/string.h>

#include "python/bindings.h"
#include "python/study.h"

namespace quflux::python {

void bind_superoperators(nb::module_& module) {
  // Of a study of one equation.
  module.def(
      "liouvillian",
      [](const StudyValue& value) {
        return liouvillian(value.study.model, value.study.equations.front());
      },
      nb::arg("study"));
  module.def(
      "dissipator",
      [](const StudyValue& value, const std::string& bath) {
        return dissipator(value.study.model, bath, value.study.equations.front());
      },
      nb::arg("study"), nb::arg("bath"));
}

}  // namespace quflux::python
