#include "quflux/study/study.h"

#include <nanobind/stl/string.h>

#include "python/arrays.h"
#include "python/drives.h"
#include "python/parts.h"
#include "python/study.h"
#include "quflux/core/overload.h"

namespace quflux::python {

namespace {

nb::dict from_row(const BathRow& row) {
  nb::dict table;
  table["bath"] = row.bath;
  for (const auto& [key, number] : row.numbers) table[key.c_str()] = number;
  return table;
}

nb::object from_option(const Options::mapped_type& option) {
  return std::visit(Overload{[](const std::vector<BathRow>& rows) -> nb::object {
                               return tuple_of(rows, from_row);
                             },
                             [](const auto& given) -> nb::object { return nb::cast(given); }},
                    option);
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
  if (equation.optional) table["optional"] = true;
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
  if (const auto* numbers = std::get_if<std::vector<double>>(&argument)) {
    return to_numpy(*numbers, {numbers->size()});
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

nb::object from_initial(const InitialState& state) {
  nb::dict result;
  return std::visit(
      Overload{[&](const ProductState& product) -> nb::object {
                 for (const auto& [name, of_site] : product.sites) {
                   result[name.c_str()] = std::visit(
                       Overload{[](const InLevel& in) -> nb::object { return nb::cast(in.level); },
                                [](const AtTemperature& at) -> nb::object {
                                  nb::dict table;
                                  table["temperature"] = at.temperature;
                                  return table;
                                }},
                       of_site);
                 }
                 return result;
               },
               [&](const GibbsState& gibbs) -> nb::object {
                 result["gibbs"] = gibbs.temperature;
                 return result;
               },
               [&](const StationaryState& stationary) -> nb::object {
                 nb::dict numbers;
                 for (const auto& [path, number] : stationary.parameters) {
                   numbers[path.c_str()] = number;
                 }
                 result["stationary"] = numbers;
                 return result;
               },
               [](const Matrix& rho) -> nb::object { return from_matrix(rho); },
               [&](const LimitCycle&) -> nb::object {
                 result["limit_cycle"] = true;
                 return result;
               }},
      state);
}

}  // namespace

nb::dict fields(const StudyValue& value) {
  const auto& [study, baths, solvers, functions] = value;
  const std::optional<MatrixModel>& matrices = study.model.matrices;
  nb::dict result;
  result["title"] = study.model.title;
  result["sites"] = tuple_of(study.model.sites, from_site);
  result["couplings"] = tuple_of(study.model.couplings, from_coupling);
  result["baths"] = baths;
  result["terms"] = from_terms(study.model);
  result["lindblad"] = tuple_of(study.model.lindblad, from_lindblad);
  result["hamiltonian"] = matrices ? from_matrix(matrices->hamiltonian) : nb::none();
  result["uncoupled_hamiltonian"] = matrices && matrices->uncoupled_hamiltonian
                                        ? from_matrix(*matrices->uncoupled_hamiltonian)
                                        : nb::none();
  result["equations"] =
      tuple_of(study.equations, [&](const Equation& e) { return from_equation(e, study.options); });
  result["options"] = from_options(study.options);
  result["output"] = tuple_of(study.outputs, from_output);
  result["sweep"] = from_sweep(study.sweep);
  const std::optional<Course>& course = study.course;
  result["time"] = course ? to_numpy(course->times, {course->times.size()}) : nb::none();
  const InitialState* initial = study.initial ? &*study.initial : nullptr;
  if (course) initial = &course->initial;
  result["initial"] = initial != nullptr ? from_initial(*initial) : nb::none();
  result["drive"] = course ? from_drives(course->drives, functions) : nb::dict();
  return result;
}

}  // namespace quflux::python
