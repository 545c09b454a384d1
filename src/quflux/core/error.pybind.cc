#include "quflux/core/error.h"

#include "python/bindings.h"

namespace quflux::python {

void bind_error(nb::module_& module) {
  nb::exception<Error>(module, "Error", PyExc_ValueError);
  module.attr("Error").attr("__module__") = "quflux";
  module.attr("Error").attr("__doc__") =
      "Input that quflux does not accept, told in one line: what was given, where, what is "
      "allowed.\n"
      "\n"
      "A ValueError, with the same text as the command line gives.";
}

}  // namespace quflux::python
