#include "quflux/bath/spectral_density.h"

#include <memory>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python/bindings.h"

namespace quflux::python {

namespace {

// Copies of a density are made and dropped by threads that do not hold the interpreter.
std::shared_ptr<nb::object> shared(nb::object object) {
  return {new nb::object(std::move(object)), [](nb::object* held) {
            const nb::gil_scoped_acquire interpreter;
            delete held;  // NOLINT(cppcoreguidelines-owning-memory): the deleter of a shared_ptr
          }};
}

// The function takes an array of frequencies and returns an array of as many floats; the package
// has wrapped what the user gave so that nothing else comes back.
SpectralDensity from_callable(nb::object callable, std::optional<double> slope_at_zero,
                              bool decays) {
  auto call = [callable = shared(std::move(callable))](std::span<const double> frequencies,
                                                       std::span<double> values) {
    const nb::gil_scoped_acquire interpreter;
    using Values = nb::ndarray<const double, nb::ndim<1>, nb::c_contig, nb::device::cpu>;
    const nb::ndarray<nb::numpy, const double, nb::ndim<1>> argument(frequencies.data(),
                                                                     {frequencies.size()});
    // Copied: the function may keep its argument.
    const auto result = nb::cast<Values>((*callable)(nb::cast(argument, nb::rv_policy::copy)));
    std::copy_n(result.data(), std::min(result.size(), values.size()), values.begin());
  };
  return UserDefined{.function = call, .slope_at_zero = slope_at_zero, .decays = decays};
}

SpectralDensity from_table(const std::vector<double>& frequencies,
                           const std::vector<double>& values, const std::string& name) {
  return Tabulated(frequencies, values, name);
}

}  // namespace

void bind_spectral_density(nb::module_& module) {
  nb::class_<SpectralDensity>(
      module, "SpectralDensity",
      "gamma(w) that no model file can hold: a function or a table of numbers.")
      .def_static("from_callable", &from_callable, nb::arg("function"),
                  nb::arg("slope_at_zero").none(), nb::arg("decays"))
      .def_static("from_table", &from_table, nb::arg("frequencies"), nb::arg("values"),
                  nb::arg("name"));
}

}  // namespace quflux::python
