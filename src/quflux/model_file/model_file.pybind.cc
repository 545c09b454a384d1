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
#include "quflux/files/read_model_file.h"
#include "quflux/model_file/setting.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::python {

namespace {

std::string resolved(const Study& file, const std::string& name) {
  toml::table table = parse_toml(file.source, name);
  apply_settings(table, file.settings);
  std::ostringstream text;
  text << table;
  return text.str();
}

void set_spectral_density(Study& file, const std::string& bath, const SpectralDensity& density) {
  const auto found = std::ranges::find(file.model.baths, bath, &ModelBath::name);
  if (found == file.model.baths.end()) throw Error(fmt::format("there is no bath '{}'", bath));
  validate(density, "the spectral density of bath '" + bath + "'");
  found->spectral_density = density;
}

std::map<std::string, double> parameters(const Study& file) {
  std::map<std::string, double> values;
  for (const std::string& path : parameter_paths(file.model)) {
    values[path] = parameter(file.model, path);
  }
  return values;
}

std::vector<std::string> equation_names(const Study& file) {
  std::vector<std::string> names;
  for (const Equation& equation : file.equations) names.push_back(equation.label);
  return names;
}

std::vector<std::pair<std::string, Matrix>> bath_operators(const Study& file) {
  std::vector<std::pair<std::string, Matrix>> operators;
  for (const SystemBath& bath : to_system(file.model).baths) {
    operators.emplace_back(bath.name, bath.coupling_operator);
  }
  return operators;
}

}  // namespace

void bind_model_file(nb::module_& module) {
  module.def(
      "equation", [](const std::string& name) { return find_equation(name).name; }, nb::arg("name"),
      "The name, if an equation has it.");
  nb::class_<Study>(module, "ModelFile", "A model file as the reader understood it.")
      .def_static(
          "parse",
          [](const std::string& text, const std::string& file_name,
             const std::vector<std::string>& settings) {
            return parse_model(text, file_name, settings, files_beside(file_name));
          },
          nb::arg("text"), nb::arg("file_name"), nb::arg("settings") = std::vector<std::string>{})
      .def_static(
          "read",
          [](const std::filesystem::path& path, const std::vector<std::string>& settings) {
            return read_model_file(path, settings);
          },
          nb::arg("path"), nb::arg("settings") = std::vector<std::string>{})
      .def("resolved", &resolved, nb::arg("file_name"),
           "The text with the settings put in; keys are sorted.")
      .def("set_spectral_density", &set_spectral_density, nb::arg("bath"), nb::arg("density"))
      .def_rw("source", &Study::source, "What results keep as the attribute `model`.")
      .def_rw("settings", &Study::settings)
      .def("parameters", &parameters)
      .def(
          "parameter",
          [](const Study& file, const std::string& path) { return parameter(file.model, path); },
          nb::arg("path"))
      .def_prop_ro("title", [](const Study& file) { return file.model.title; })
      .def_prop_ro("dimension", [](const Study& file) { return dimension(file.model); })
      .def_prop_ro("equations", &equation_names)
      .def("hamiltonian", [](const Study& file) { return to_system(file.model).hamiltonian; })
      .def("uncoupled_hamiltonian",
           [](const Study& file) { return to_system(file.model).uncoupled_hamiltonian; })
      .def("bath_operators", &bath_operators);
}

}  // namespace quflux::python
