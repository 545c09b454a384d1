#include "quflux/model_file/model_file.h"

#include <algorithm>
#include <nanobind/eigen/dense.h>
#include <nanobind/stl/complex.h>
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>
#include <sstream>

#include "python/arguments.h"
#include "python/arrays.h"
#include "python/parts.h"
#include "python/study.h"
#include "python/values.h"
#include "quflux/files/read_model_file.h"
#include "quflux/model/check_model.h"
#include "quflux/model_file/read_asked.h"
#include "quflux/model_file/read_sweep.h"
#include "quflux/model_file/write_model.h"

namespace quflux::python {

namespace {

using OptionalObject = std::optional<nb::object>;

// Puts a copy of a node under a key.
void insert(toml::table& table, const std::string& key, const toml::node& node) {
  node.visit([&](const auto& known) { table.insert_or_assign(key, known); });
}

toml::array node_of(nb::object given, const std::string& what);

toml::table table_of(nb::handle given, const std::string& what) {
  toml::table table;
  table.is_inline(true);
  for (const nb::handle item : given.attr("items")()) {
    const nb::object value = item[1];
    if (value.is_none()) continue;
    const std::string key = nb::str(nb::object(item[0])).c_str();
    insert(table, key, node_of(value, fmt::format("'{}' of {}", key, what))[0]);
  }
  return table;
}

// What Python has as what TOML has, true and false, numbers, texts, lists and tables: one node, in
// an array that holds it. Throws Error, in which it is `what`, for anything else.
toml::array node_of(nb::object given, const std::string& what) {
  if (nb::hasattr(given, "tolist")) given = given.attr("tolist")();  // of NumPy
  PyObject* const object = given.ptr();
  if (PyBool_Check(object)) return toml::array{object == Py_True};
  if (PyLong_Check(object)) {
    int overflow = 0;
    const long long number = PyLong_AsLongLongAndOverflow(object, &overflow);
    if (overflow == 0) return toml::array{static_cast<std::int64_t>(number)};
  }
  if (PyFloat_Check(object)) return toml::array{nb::cast<double>(given)};
  if (PyUnicode_Check(object)) return toml::array{nb::cast<std::string>(given)};
  toml::array holder;
  if (nb::hasattr(given, "items")) {
    holder.push_back(table_of(given, what));
    return holder;
  }
  if (!nb::isinstance<nb::iterable>(given)) {
    throw Error(fmt::format("{} is {}, which is not real or has no place in a model file", what,
                            written(given)));
  }
  toml::array list;
  for (const nb::handle item : given) {
    node_of(nb::borrow(item), "an entry of " + what)[0].visit(
        [&](const auto& known) { list.push_back(known); });
  }
  holder.push_back(std::move(list));
  return holder;
}

// Adds a part; what is wrong with it is told with its kind and name.
template <class Part, class Add>
void add_named(const char* kind, const Part& part, Model& model, const Add& add) {
  try {
    add(model, part);
  } catch (const KeyError& error) {
    throw Error(fmt::format("{} '{}': {}", kind, part.name, error.what()));
  }
}

Model make_model(const std::string& title, const nb::object& sites, const nb::object& couplings,
                 const nb::tuple& baths, const OptionalObject& hamiltonian,
                 const OptionalObject& uncoupled_hamiltonian) {
  Model model;
  model.title = title;
  if (hamiltonian) {
    MatrixModel matrices{to_matrix(*hamiltonian, "the Hamiltonian"), {}};
    if (uncoupled_hamiltonian) {
      matrices.uncoupled_hamiltonian =
          to_matrix(*uncoupled_hamiltonian, "the uncoupled Hamiltonian");
    }
    set_matrices(model, std::move(matrices));
  }
  for (const nb::handle site : sites) add_named("site", to_site(site), model, add_site);
  if (!hamiltonian) require_sites(model);
  for (const nb::handle given : couplings) {
    Coupling coupling = to_coupling(given);
    if (coupling.name.empty()) {
      coupling.name = "coupling" + std::to_string(model.couplings.size() + 1);
    }
    add_named("coupling", coupling, model, add_coupling);
  }
  for (const nb::handle bath : baths) add_named("bath", to_bath(bath), model, add_bath);
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
    if (nb::hasattr(given, "items")) {
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
                      const nb::object& couplings, const nb::object& baths,
                      const OptionalObject& hamiltonian,
                      const OptionalObject& uncoupled_hamiltonian, const nb::object& equations,
                      const nb::dict& options, const OptionalObject& output, const nb::dict& sweep,
                      std::string source, std::vector<std::string> settings) {
  const nb::tuple all_baths(baths);
  StudyValue value{{}, all_baths};
  value.study.model =
      make_model(title, sites, couplings, all_baths, hamiltonian, uncoupled_hamiltonian);
  value.study.source = std::move(source);
  value.study.settings = std::move(settings);
  value.study.sweep = make_sweep(sweep, value.study.model);
  read_asked_of(equations, options, output, value.study);
  return value;
}

std::string setting(nb::handle path, nb::handle given) {
  if (!nb::isinstance<nb::str>(path)) {
    throw Error(fmt::format("a path is {}; it must be a string", written(path)));
  }
  std::ostringstream text;
  text << nb::cast<std::string>(path) << '=';
  const toml::array node = node_of(nb::borrow(given), written(path));
  text << toml::node_view<const toml::node>(node[0]);
  return text.str();
}

template <class Item, class Make>
nb::tuple tuple_of(const std::vector<Item>& items, const Make& make) {
  nb::list list;
  for (const Item& item : items) list.append(make(item));
  return nb::tuple(list);
}

StudyValue read_study(const std::filesystem::path& path, const nb::dict& settings) {
  std::vector<std::string> texts;
  for (const auto& [key, given] : settings) texts.push_back(setting(key, given));
  Study study = read_model_file(path, texts);
  const nb::tuple baths = tuple_of(study.model.baths, from_bath);
  return {std::move(study), baths};
}

nb::object from_option(const Options::mapped_type& option) {
  return std::visit([](const auto& given) { return nb::cast(given); }, option);
}

nb::dict from_options(const Options& options) {
  nb::dict result;
  for (const auto& [key, option] : options) result[key.c_str()] = from_option(option);
  return result;
}

// What an equation does not have from the options of all, as model files say it.
nb::dict from_equation(const Equation& equation, const Options& common) {
  nb::dict table;
  table["kind"] = equation.kind.name;
  table["label"] = equation.label;
  for (const auto& [key, option] : equation.options) {
    const auto shared = common.find(key);
    if (shared == common.end() || shared->second != option) {
      table[key.c_str()] = from_option(option);
    }
  }
  return table;
}

nb::object from_argument(const Argument& argument) {
  if (const auto* operators = std::get_if<std::vector<SiteOperator>>(&argument)) {
    return tuple_of(*operators, [](const SiteOperator& f) { return f.site + "." + f.name; });
  }
  if (const auto* names = std::get_if<std::vector<std::string>>(&argument)) {
    return tuple_of(*names, [](const std::string& name) { return name; });
  }
  return nb::cast(std::get<std::string>(argument));
}

nb::dict from_output(const Observable& output) {
  nb::dict table;
  table["kind"] = output.kind.name;
  for (const auto& [key, argument] : output.arguments) {
    table[key.c_str()] = from_argument(argument);
  }
  return table;
}

nb::dict from_sweep(const Sweep& sweep) {
  nb::dict result;
  for (const SweepAxis& axis : sweep.axes) {
    result[axis.path.c_str()] = to_numpy(axis.values, {axis.values.size()});
  }
  for (const Follow& follow : sweep.follows) {
    nb::dict table;
    table["follow"] = follow.source;
    table["factor"] = follow.factor;
    table["offset"] = follow.offset;
    result[follow.path.c_str()] = table;
  }
  return result;
}

// What makes the study again.
nb::dict fields(const StudyValue& value) {
  const auto& [study, baths, solvers] = value;
  const std::optional<MatrixModel>& matrices = study.model.matrices;
  nb::dict result;
  result["title"] = study.model.title;
  result["sites"] = tuple_of(study.model.sites, from_site);
  result["couplings"] = tuple_of(study.model.couplings, from_coupling);
  result["baths"] = baths;
  result["hamiltonian"] = matrices ? from_matrix(matrices->hamiltonian) : nb::none();
  result["uncoupled_hamiltonian"] = matrices && matrices->uncoupled_hamiltonian
                                        ? from_matrix(*matrices->uncoupled_hamiltonian)
                                        : nb::none();
  result["equations"] =
      tuple_of(study.equations, [&](const Equation& e) { return from_equation(e, study.options); });
  result["options"] = from_options(study.options);
  result["output"] = tuple_of(study.outputs, from_output);
  result["sweep"] = from_sweep(study.sweep);
  return result;
}

bool equal_studies(const StudyValue& a, const StudyValue& b) { return equal(fields(a), fields(b)); }

// The array of the first output at the numbers of the model, by equation, and the warnings. What
// solves it is taken out of the study meanwhile: another thread makes its own.
nb::tuple solve(StudyValue& value, bool fast) {
  std::unique_ptr<PointSolver> solver = std::move(value.solvers[fast ? 1 : 0]);
  std::vector<double> numbers;
  {
    const nb::gil_scoped_release others;
    if (solver == nullptr) solver = std::make_unique<PointSolver>(value.study, fast);
    numbers = std::move(solver->solve().front());
  }
  std::vector<std::size_t> shape = solver->shape();
  nb::tuple result = nb::make_tuple(to_numpy(std::move(numbers), shape), solver->warnings());
  value.solvers[fast ? 1 : 0] = std::move(solver);
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
  nb::class_<StudyValue>(module, "Study", nb::type_slots(collected<StudyValue>()),
                         "A model, and what is asked of it. Nothing changes it.")
      .def(
          "__init__",
          [](StudyValue* self, const std::string& title, const nb::object& sites,
             const nb::object& couplings, const nb::object& baths,
             const OptionalObject& hamiltonian, const OptionalObject& uncoupled_hamiltonian,
             const nb::object& equations, const nb::dict& options, const OptionalObject& output,
             const nb::dict& sweep, const std::string& source,
             const std::vector<std::string>& settings) {
            new (self) StudyValue(make_study(title, sites, couplings, baths, hamiltonian,
                                             uncoupled_hamiltonian, equations, options, output,
                                             sweep, source, settings));
          },
          nb::kw_only(), nb::arg("title"), nb::arg("sites"), nb::arg("couplings"), nb::arg("baths"),
          nb::arg("hamiltonian") = nb::none(), nb::arg("uncoupled_hamiltonian") = nb::none(),
          nb::arg("equations"), nb::arg("options"), nb::arg("output") = nb::none(),
          nb::arg("sweep") = nb::dict(), nb::arg("source") = "",
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
      .def("solve", &solve, nb::arg("fast"),
           "The first output at the numbers of the model, by equation, and the warnings.")
      .def("to_toml", [](const StudyValue& value) { return write_model(value.study); })
      .def("parameters", &all_parameters)
      .def(
          "parameter",
          [](const StudyValue& value, const std::string& path) {
            return parameter(value.study.model, path);
          },
          nb::arg("path"))
      .def_prop_ro("source", [](const StudyValue& value) { return value.study.source; })
      .def_prop_ro("title", [](const StudyValue& value) { return value.study.model.title; })
      .def_prop_ro(
          "sites",
          [](const StudyValue& value) { return tuple_of(value.study.model.sites, from_site); })
      .def_prop_ro("couplings",
                   [](const StudyValue& value) {
                     return tuple_of(value.study.model.couplings, from_coupling);
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
