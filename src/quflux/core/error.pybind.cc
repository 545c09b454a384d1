#include "quflux/core/error.h"

#include "python/bindings.h"
#include "quflux/core/shortened.h"

namespace quflux::python {

void bind_error(nb::module_& module) {
  nb::exception<Error>(module, "Error", PyExc_ValueError);
  // The latest one that knows a type is asked first.
  nb::register_exception_translator(
      [](const std::exception_ptr& thrown, void* type) {
        try {
          std::rethrow_exception(thrown);
        } catch (const Error& error) {
          PyErr_SetString(static_cast<PyObject*>(type), shortened(error.what()).c_str());
        }
      },
      module.attr("Error").ptr());
  module.attr("Error").attr("__module__") = "quflux";
  module.attr("Error").attr("__doc__") =
      "Input that quflux does not accept, told in one line: what was given, where, what is "
      "allowed.\n"
      "\n"
      "A ValueError, with the same text as the command line gives.";
}

}  // namespace quflux::python
