#include "quflux/model_file/model_file.h"

#include <algorithm>
#include <nanobind/eigen/dense.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>
#include <sstream>

#include "python/bindings.h"
#include "quflux/core/error.h"
#include "quflux/model_file/setting.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::python {

namespace {

std::string resolved(const ModelFile& file, const std::string& name) {
  toml::table table = parse_toml(file.source, name);
  apply_settings(table, file.settings);
  std::ostringstream text;
  text << table;
  return text.str();
}

void set_spectral_density(ModelFile& file, const std::string& bath,
                          const SpectralDensity& density) {
  const auto found = std::ranges::find(file.model.baths, bath, &ModelBath::name);
  if (found == file.model.baths.end()) throw Error(fmt::format("there is no bath '{}'", bath));
  validate(density, "the spectral density of bath '" + bath + "'");
  found->spectral_density = density;
}

std::map<std::string, double> parameters(const ModelFile& file) {
  std::map<std::string, double> values;
  for (const std::string& path : parameter_paths(file.model)) {
    values[path] = parameter(file.model, path);
  }
  return values;
}

std::vector<std::string> equation_names(const ModelFile& file) {
  std::vector<std::string> names;
  for (const Equation equation : file.equations) names.emplace_back(name(equation));
  return names;
}

std::vector<std::pair<std::string, Matrix>> bath_operators(const ModelFile& file) {
  std::vector<std::pair<std::string, Matrix>> operators;
  for (const SystemBath& bath : to_system(file.model).baths) {
    operators.emplace_back(bath.name, bath.coupling_operator);
  }
  return operators;
}

}  // namespace

void bind_model_file(nb::module_& module) {
  nb::class_<ModelFile>(module, "ModelFile", "A model file as the reader understood it.")
      .def_static("parse", &parse_model, nb::arg("text"), nb::arg("file_name"),
                  nb::arg("settings") = std::vector<std::string>{})
      .def_static("read", &read_model_file, nb::arg("path"),
                  nb::arg("settings") = std::vector<std::string>{})
      .def("resolved", &resolved, nb::arg("file_name"),
           "The text with the settings put in; keys are sorted.")
      .def("set_spectral_density", &set_spectral_density, nb::arg("bath"), nb::arg("density"))
      .def_rw("source", &ModelFile::source, "What results keep as the attribute `model`.")
      .def_rw("settings", &ModelFile::settings)
      .def("parameters", &parameters)
      .def(
          "parameter",
          [](const ModelFile& file, const std::string& path) {
            return parameter(file.model, path);
          },
          nb::arg("path"))
      .def_prop_ro("title", [](const ModelFile& file) { return file.model.title; })
      .def_prop_ro("dimension", [](const ModelFile& file) { return dimension(file.model); })
      .def_prop_ro("equations", &equation_names)
      .def("hamiltonian", [](const ModelFile& file) { return to_system(file.model).hamiltonian; })
      .def("uncoupled_hamiltonian",
           [](const ModelFile& file) { return to_system(file.model).uncoupled_hamiltonian; })
      .def("bath_operators", &bath_operators);
}

}  // namespace quflux::python
