#include "quflux/report/check.h"

#include <nanobind/stl/string.h>

#include "python/bindings.h"

namespace quflux::python {

void bind_check(nb::module_& module) {
  module.def("describe", &describe, nb::arg("file"), "What `quflux check` prints.");
}

}  // namespace quflux::python
