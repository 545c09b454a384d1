#include "python/bindings.h"
#include "quflux/core/version.h"

NB_MODULE(_core, module) {         // NOLINT: the macro is nanobind's
  using namespace quflux::python;  // NOLINT(google-build-using-namespace): this file is its front
  module.attr("__version__") = quflux::kVersion;
  bind_error(module);
  bind_spectral_density(module);
  bind_site(module);
  bind_model(module);
  bind_model_file(module);
  bind_run_sweep(module);
  bind_pair_grid(module);
  bind_superoperators(module);
  bind_counting(module);
  bind_audit(module);
  bind_check(module);
  bind_exceptional(module);
  bind_transition(module);
  bind_response(module);
}
