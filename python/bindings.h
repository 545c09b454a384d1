#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>

/// The extension module quflux._core. Each unit that Python sees has its bindings beside it, in
/// x.pybind.cc. They are the few calls that the Python package is written with, not the package:
/// no user needs them.
namespace quflux::python {

namespace nb = nanobind;

void bind_audit(nb::module_& module);
void bind_check(nb::module_& module);
void bind_counting(nb::module_& module);
void bind_error(nb::module_& module);
void bind_exceptional(nb::module_& module);
void bind_spectral_density(nb::module_& module);
void bind_model(nb::module_& module);
void bind_model_file(nb::module_& module);
void bind_run_sweep(nb::module_& module);
void bind_pair_grid(nb::module_& module);
void bind_response(nb::module_& module);
void bind_site(nb::module_& module);
void bind_superoperators(nb::module_& module);
void bind_transition(nb::module_& module);

}  // namespace quflux::python
