#pragma once

#include <algorithm>
#include <nanobind/stl/string.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include "python/arrays.h"
#include "python/bindings.h"
#include "quflux/dataset/dataset.h"

namespace quflux::python {

inline nb::dict to_dict(const Attributes& attributes) {
  nb::dict result;
  for (const auto& [name, value] : attributes) result[name.c_str()] = nb::cast(value);
  return result;
}

inline nb::object values_of(const Dataset& dataset, Variable& variable) {
  auto* numbers = std::get_if<std::vector<double>>(&variable.values);
  if (numbers == nullptr) return nb::cast(std::get<std::vector<std::string>>(variable.values));
  std::vector<std::size_t> shape;
  for (const std::string& dimension : variable.dimensions) {
    shape.push_back(std::ranges::find(dataset.dimensions, dimension,
                                      &std::pair<std::string, std::size_t>::first)
                        ->second);
  }
  return to_numpy(std::move(*numbers), shape);
}

/// [(name, dimensions, values, attributes)], attributes: what the package makes a Dataset of.
inline nb::tuple to_python(Dataset dataset) {
  nb::list variables;
  for (Variable& variable : dataset.variables) {
    nb::dict attributes = to_dict(variable.attributes);
    if (!variable.long_name.empty()) attributes["long_name"] = variable.long_name;
    if (!variable.units.empty()) attributes["units"] = variable.units;
    variables.append(nb::make_tuple(variable.name, variable.dimensions,
                                    values_of(dataset, variable), attributes));
  }
  return nb::make_tuple(variables, to_dict(dataset.attributes));
}

}  // namespace quflux::python
