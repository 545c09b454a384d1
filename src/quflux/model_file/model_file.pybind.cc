#include "quflux/model_file/model_file.h"

#include <algorithm>
#include <nanobind/eigen/dense.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <sstream>

#include "python/arguments.h"
#include "python/arrays.h"
#include "python/drives.h"
#include "python/parts.h"
#include "python/run_point.h"
#include "python/study.h"
#include "python/toml.h"
#include "python/values.h"
#include "quflux/files/read_model_file.h"
#include "quflux/model/check_model.h"
#include "quflux/model_file/read_asked.h"
#include "quflux/model_file/read_course.h"
#include "quflux/model_file/read_sweep.h"
#include "quflux/model_file/write_model.h"
#include "quflux/study/mapped_study.h"

namespace quflux::python {

namespace {

using OptionalObject = std::optional<nb::object>;

// Adds a part; what is wrong with it is told with its kind and name.
template <class Part, class Add>
void add_named(const char* kind, const Part& part, Model& model, const Add& add) {
  try {
    add(model, part);
  } catch (const KeyError& error) {
    throw Error(fmt::format("{} '{}': {}", kind, part.name, error.what()));
  }
}

MatrixModel make_matrices(const nb::object& hamiltonian,
                          const OptionalObject& uncoupled_hamiltonian, const nb::object& terms) {
  MatrixModel matrices{to_matrix(hamiltonian, "the Hamiltonian"), {}};
  if (uncoupled_hamiltonian) {
    matrices.uncoupled_hamiltonian = to_matrix(*uncoupled_hamiltonian, "the uncoupled Hamiltonian");
  }
  for (const nb::handle term : terms) matrices.terms.push_back(to_matrix_term(term));
  return matrices;
}

Model make_model(const std::string& title, const nb::object& sites, const nb::object& couplings,
                 const nb::object& terms, const nb::tuple& baths, const nb::object& lindblad,
                 const OptionalObject& hamiltonian, const OptionalObject& uncoupled_hamiltonian) {
  Model model;
  model.title = title;
  if (hamiltonian) set_matrices(model, make_matrices(*hamiltonian, uncoupled_hamiltonian, terms));
  for (const nb::handle site : sites) add_named("site", to_site(site), model, add_site);
  if (!hamiltonian) require_sites(model);
  for (const nb::handle given : couplings) {
    Coupling coupling = to_coupling(given);
    if (coupling.name.empty()) {
      coupling.name = "coupling" + std::to_string(model.couplings.size() + 1);
    }
    add_named("coupling", coupling, model, add_coupling);
  }
  if (!hamiltonian) {
    for (const nb::handle term : terms) add_named("term", to_term(term), model, add_term);
  }
  for (const nb::handle bath : baths) add_named("bath", to_bath(bath), model, add_bath);
  for (const nb::handle channel : lindblad) {
    add_named("lindblad", to_lindblad(channel), model, add_lindblad);
  }
  require_baths(model);
  return model;
}

Sweep make_sweep(const nb::dict& asked, const Model& model) {
  Sweep sweep;
  for (const auto& [given_path, given] : asked) {
    if (!nb::isinstance<nb::str>(given_path)) {
      throw Error(fmt::format("a path is {}; it must be a string", written(given_path)));
    }
    const std::string path = nb::cast<std::string>(given_path);
    if (is_mapping(given)) {
      toml::table keys;
      insert(keys, path, table_of(given, "'" + path + "'"));
      TomlReader reader(keys, "", "the sweep");
      read_swept(reader, path, model, sweep);
    } else {
      require_parameter(path, model, path);
      const nb::object values =
          converted("real_vector", given, "the list of values of '" + path + "'");
      add_axis(sweep, model, {path, numbers_of(values)});
    }
  }
  return sweep;
}

// What [initial] says or a matrix.
InitialState make_initial(const nb::object& given, const Model& model) {
  if (!is_mapping(given)) {
    const InitialState state = to_matrix(given, "the initial state");
    require_initial_state(model, state);
    return state;
  }
  toml::table asked;
  insert(asked, "initial", table_of(given, "'initial'"));
  TomlReader reader(asked, "", "the model");
  return read_initial(reader, model, {});
}

// Times are a list or what [time] says, the initial state what [initial] says or a matrix.
std::optional<Course> make_course(const OptionalObject& time, const OptionalObject& initial,
                                  std::vector<Drive> drives, const Model& model) {
  const bool in_words = initial && is_mapping(*initial);
  const bool cycle = in_words && nb::cast<bool>(initial->attr("__contains__")("limit_cycle"));
  if (!time && !cycle) {
    if (drives.empty()) return std::nullopt;
    throw Error("a drive acts along time, and no times are given");
  }
  toml::table asked;
  toml::table times;
  if (!time) {
    // One period.
  } else if (is_mapping(*time)) {
    times = table_of(*time, "'time'");
  } else {
    insert(times, "values", node_of(converted("real_vector", *time, "the list of times"), "")[0]);
  }
  insert(asked, "time", times);
  if (in_words) {
    insert(asked, "initial", table_of(*initial, "'initial'"));
  } else if (initial) {
    insert(asked, "initial", toml::table{});
  }
  TomlReader reader(asked, "", "the model");
  std::optional<Course> course = read_course(reader, model, {}, std::move(drives));
  set_longest_steps(course->drives, course->times.back());
  if (initial && !in_words) {
    course->initial = to_matrix(*initial, "the initial state");
    require_initial_state(model, course->initial);
  }
  return course;
}

// Equations, options and outputs in the words of a model file.
void read_asked_of(const nb::object& equations, const nb::dict& options,
                   const OptionalObject& output, Study& study) {
  toml::table asked;
  const auto put = [&](const char* key, const nb::object& given) {
    insert(asked, key, node_of(given, "'" + std::string(key) + "'")[0]);
  };
  put("equations", equations);
  if (nb::len(options) > 0) put("options", options);
  if (output) put("output", *output);
  TomlReader reader(asked, "", "the model");
  read_asked(reader, {}, study);
}

StudyValue make_study(const std::string& title, const nb::object& sites,
                      const nb::object& couplings, const nb::object& terms, const nb::object& baths,
                      const nb::object& lindblad, const OptionalObject& hamiltonian,
                      const OptionalObject& uncoupled_hamiltonian, const nb::object& equations,
                      const nb::dict& options, const OptionalObject& output, const nb::dict& sweep,
                      const OptionalObject& time, const OptionalObject& initial,
                      const nb::dict& drive, const nb::object& max_step, std::string source,
                      std::vector<std::string> settings) {
  const nb::tuple all_baths(baths);
  StudyValue value{{}, all_baths};
  value.study.model = make_model(title, sites, couplings, terms, all_baths, lindblad, hamiltonian,
                                 uncoupled_hamiltonian);
  value.study.source = std::move(source);
  value.study.settings = std::move(settings);
  value.study.sweep = make_sweep(sweep, value.study.model);
  value.study.course =
      make_course(time, initial, to_drives(drive, max_step, value.study.model), value.study.model);
  if (value.study.course) require_undriven(value.study.sweep, value.study.course->drives);
  value.functions = functions_of(drive);
  const bool stationary = !value.study.course;
  if (stationary && initial) {
    value.study.initial = make_initial(*initial, value.study.model);
  }
  read_asked_of(equations, options, output, value.study);
  return value;
}

Setting setting(nb::handle path, nb::handle given) {
  if (!nb::isinstance<nb::str>(path)) {
    throw Error(fmt::format("a path is {}; it must be a string", written(path)));
  }
  std::ostringstream text;
  text << nb::cast<std::string>(path) << '=';
  const toml::array node = node_of(nb::borrow(given), written(path));
  if (const auto* number = node[0].as_floating_point()) {
    text << written(nb::float_(**number));  // the shortest text that is the number
  } else {
    // In the quotes that people write.
    text << toml::toml_formatter(
        node[0], toml::toml_formatter::default_flags & ~toml::format_flags::allow_literal_strings);
  }
  return {text.str(), fmt::format("settings[{}]", written(path))};
}

StudyValue read_study(const std::filesystem::path& path, const nb::dict& settings) {
  std::vector<Setting> replaced;
  for (const auto& [key, given] : settings) replaced.push_back(setting(key, given));
  Study study = read_model_file(path, replaced);
  const nb::tuple baths = tuple_of(study.model.baths, from_bath);
  return {std::move(study), baths};
}

StudyValue map_to(const StudyValue& value, const std::string& to,
                  std::optional<Eigen::Index> levels, std::optional<int> modes) {
  const MappingKind& mapping = find_mapping(to);
  Study study = map_study(value.study, mapping, {.levels = levels, .modes = modes}).study;
  const nb::tuple baths = tuple_of(study.model.baths, from_bath);
  return {std::move(study), baths};
}

bool equal_studies(const StudyValue& a, const StudyValue& b) { return equal(fields(a), fields(b)); }

// The array of the first output at the numbers of the model, by equation, and the warnings. What
// solves it is taken out of the study meanwhile: another thread makes its own.
nb::tuple solve(StudyValue& value, bool automatic) {
  const Roads roads = automatic ? Roads::automatic : Roads::density_matrix;
  std::unique_ptr<PointSolver>& kept = value.solvers.at(automatic ? 1 : 0);
  std::unique_ptr<PointSolver> solver = std::move(kept);
  std::vector<double> numbers = run_point(value.study, [&] {
    if (solver == nullptr) solver = std::make_unique<PointSolver>(value.study, roads);
    return std::move(solver->solve().front());
  });
  std::vector<std::size_t> shape = solver->shape();
  nb::tuple result = nb::make_tuple(to_numpy(std::move(numbers), shape), solver->warnings());
  kept = std::move(solver);
  return result;
}

std::map<std::string, double> all_parameters(const StudyValue& value) {
  const auto all = parameters(value.study.model);
  return {all.begin(), all.end()};
}

nb::dict bath_operators(const StudyValue& value) {
  nb::dict operators;
  for (const SystemBath& bath : to_system(value.study.model).baths) {
    operators[bath.name.c_str()] = nb::cast(bath.coupling_operator);
  }
  return operators;
}

}  // namespace

void bind_model_file(nb::module_& module) {
  module.def(
      "equation", [](const std::string& name) { return find_equation(name).name; }, nb::arg("name"),
      "The name, if an equation has it.");
  module.def(
      "equation_names",
      [] { return tuple_of(equations(), [](const EquationKind& kind) { return kind.name; }); },
      "Those of all equations.");
  nb::class_<StudyValue>(module, "Study", nb::type_slots(collected<StudyValue>()),
                         "A model, and what is asked of it. Nothing changes it.")
      .def(
          "__init__",
          [](StudyValue* self, const std::string& title, const nb::object& sites,
             const nb::object& couplings, const nb::object& baths, const nb::object& terms,
             const nb::object& lindblad, const OptionalObject& hamiltonian,
             const OptionalObject& uncoupled_hamiltonian, const nb::object& equations,
             const nb::dict& options, const OptionalObject& output, const nb::dict& sweep,
             const OptionalObject& time, const OptionalObject& initial, const nb::dict& drive,
             const nb::object& max_step, const std::string& source,
             const std::vector<std::string>& settings) {
            new (self)
                StudyValue(make_study(title, sites, couplings, terms, baths, lindblad, hamiltonian,
                                      uncoupled_hamiltonian, equations, options, output, sweep,
                                      time, initial, drive, max_step, source, settings));
          },
          nb::kw_only(), nb::arg("title"), nb::arg("sites"), nb::arg("couplings"), nb::arg("baths"),
          nb::arg("terms") = nb::tuple(), nb::arg("lindblad") = nb::tuple(),
          nb::arg("hamiltonian") = nb::none(), nb::arg("uncoupled_hamiltonian") = nb::none(),
          nb::arg("equations"), nb::arg("options"), nb::arg("output") = nb::none(),
          nb::arg("sweep") = nb::dict(), nb::arg("time") = nb::none(),
          nb::arg("initial") = nb::none(), nb::arg("drive") = nb::dict(),
          nb::arg("max_step").none() = nb::none(), nb::arg("source") = "",
          nb::arg("settings") = std::vector<std::string>{})
      .def_static("read", &read_study, nb::arg("path"), nb::arg("settings"))
      .def("fields", &fields)
      .def("__reduce__",
           [](nb::handle_t<StudyValue> self) {
             const StudyValue& value = value_of(self);
             nb::dict given = fields(value);
             given["source"] = value.study.source;
             given["settings"] = value.study.settings;
             return made_again(self, given);
           })
      .def("equals", &equal_studies, nb::arg("other"), "Whether the same is asked of the same.")
      .def("solve", &solve, nb::arg("automatic"),
           "The first output at the numbers of the model, by equation, and the warnings.")
      .def("map", &map_to, nb::arg("to"), nb::arg("levels").none(), nb::arg("modes").none(),
           "The study of the model that a mapping makes.")
      .def("to_toml", [](const StudyValue& value) { return write_model(value.study); })
      .def("parameters", &all_parameters)
      .def(
          "parameter",
          [](const StudyValue& value, const std::string& path) {
            return parameter(value.study.model, path);
          },
          nb::arg("path"))
      .def_prop_ro("settings", [](const StudyValue& value) { return value.study.settings; })
      .def_prop_ro("source", [](const StudyValue& value) { return value.study.source; })
      .def_prop_ro("title", [](const StudyValue& value) { return value.study.model.title; })
      .def_prop_ro(
          "sites",
          [](const StudyValue& value) { return tuple_of(value.study.model.sites, from_site); })
      .def_prop_ro("couplings",
                   [](const StudyValue& value) {
                     return tuple_of(value.study.model.couplings, from_coupling);
                   })
      .def_prop_ro("terms", [](const StudyValue& value) { return from_terms(value.study.model); })
      .def_prop_ro("lindblad",
                   [](const StudyValue& value) {
                     return tuple_of(value.study.model.lindblad, from_lindblad);
                   })
      .def_prop_ro("baths", [](const StudyValue& value) { return nb::tuple(value.baths); })
      .def_prop_ro("labels",
                   [](const StudyValue& value) {
                     return tuple_of(value.study.equations,
                                     [](const Equation& e) { return e.label; });
                   })
      .def_prop_ro("dimension",
                   [](const StudyValue& value) { return dimension(value.study.model); })
      .def("hamiltonian",
           [](const StudyValue& value) { return to_system(value.study.model).hamiltonian; })
      .def("uncoupled_hamiltonian",
           [](const StudyValue& value) {
             return to_system(value.study.model).uncoupled_hamiltonian;
           })
      .def("bath_operators", &bath_operators);
}

}  // namespace quflux::python
