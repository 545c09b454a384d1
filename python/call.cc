#include "python/call.h"

#include <algorithm>
#include <nanobind/stl/string.h>

#include <fmt/ranges.h>

#include "quflux/core/nearest.h"

namespace quflux::python {

namespace {

std::vector<std::string> names_of(const Signature& signature, std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t k = 0; k < count; ++k) names.push_back(signature.parameters[k].name);
  return names;
}

[[noreturn]] void refuse(const std::string& text) { throw nb::type_error(text.c_str()); }

}  // namespace

std::string stub(const Signature& signature) {
  std::string text = "def __init__(self";
  for (std::size_t k = 0; k < signature.parameters.size(); ++k) {
    const Parameter& parameter = signature.parameters[k];
    if (k == signature.by_position) text += ", *";
    text += ", " + parameter.name + ": " + parameter.type;
    if (parameter.otherwise) text += std::string(" = ") + nb::repr(*parameter.otherwise).c_str();
  }
  return text + ") -> None";
}

std::vector<nb::object> arguments_of(const std::string& of, const Signature& signature,
                                     const nb::args& given, const nb::kwargs& named) {
  const std::vector<std::string> names = names_of(signature, signature.parameters.size());
  if (given.size() > signature.by_position) {
    refuse(fmt::format("{}() is given {} arguments without a name; those are {}", of, given.size(),
                       fmt::join(names_of(signature, signature.by_position), ", ")));
  }
  std::vector<nb::object> arguments(names.size());
  for (std::size_t k = 0; k < given.size(); ++k) arguments[k] = given[k];
  for (const auto& [key, value] : named) {
    const auto name = nb::cast<std::string>(key);
    const auto at = std::ranges::find(names, name);
    if (at == names.end()) {
      refuse(fmt::format("{}() has no argument '{}'{}", of, name, did_you_mean(name, names)));
    }
    nb::object& argument = arguments[static_cast<std::size_t>(at - names.begin())];
    if (argument.is_valid()) refuse(fmt::format("{}() is given '{}' twice", of, name));
    argument = nb::borrow(value);
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    if (arguments[k].is_valid()) continue;
    if (!signature.parameters[k].otherwise) {
      refuse(fmt::format("{}() lacks '{}'; it takes {}", of, names[k], fmt::join(names, ", ")));
    }
    arguments[k] = *signature.parameters[k].otherwise;
  }
  return arguments;
}

}  // namespace quflux::python
