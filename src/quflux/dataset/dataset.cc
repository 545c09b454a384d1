#include "quflux/dataset/dataset.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string_view>

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"

namespace quflux::inline dataset {

namespace {

constexpr std::size_t kLongestName = 255;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_allowed_in_name(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') ||
         std::string_view("._+-@").find(c) != std::string_view::npos;
}

void require_name(const std::string& name, const std::string& what) {
  const bool allowed = !name.empty() && name.size() <= kLongestName && is_letter(name.front()) &&
                       std::all_of(name.begin(), name.end(), is_allowed_in_name);
  if (!allowed) {
    throw Error(fmt::format(
        "{} is named '{}'; a name is 1 to {} letters, digits and . _ + - @, and starts with a "
        "letter",
        what, one_line(name), kLongestName));
  }
}

void require_text(const std::string& text, const std::string& what) {
  if (!is_utf8(text) || text.find('\0') != std::string::npos) {
    throw Error(fmt::format("{} is '{}'; it must be UTF-8 text without null characters", what,
                            one_line(text)));
  }
}

void require_attributes(const Attributes& attributes, const std::string& owner) {
  // The first four are written from fields, the others belong to the file format.
  constexpr std::array<std::string_view, 8> kReserved = {
      "units", "long_name",      "Conventions",    "_FillValue",
      "CLASS", "REFERENCE_LIST", "DIMENSION_LIST", "NAME"};
  for (const auto& [name, value] : attributes) {
    require_name(name, "an attribute of " + owner);
    if (std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end()) {
      throw Error(fmt::format("{} has the attribute '{}'; that name is reserved", owner, name));
    }
    if (const auto* text = std::get_if<std::string>(&value)) {
      require_text(*text, fmt::format("the attribute '{}' of {}", name, owner));
    }
    if (const auto* list = std::get_if<std::vector<double>>(&value);
        list != nullptr && list->empty()) {
      throw Error(fmt::format("the attribute '{}' of {} is an empty list; it must hold a number",
                              name, owner));
    }
  }
}

void require_variable(const Variable& variable, const std::map<std::string, std::size_t>& sizes) {
  const std::string what = fmt::format("the variable '{}'", variable.name);
  std::size_t expected = 1;
  std::vector<std::string> shape;
  for (const std::string& dimension : variable.dimensions) {
    const auto size = sizes.find(dimension);
    if (size == sizes.end()) {
      throw Error(fmt::format("{} has the dimension '{}', which the dataset does not have", what,
                              one_line(dimension)));
    }
    expected *= size->second;
    shape.push_back(fmt::format("{} {}", dimension, size->second));
  }
  const std::size_t count = std::visit([](const auto& v) { return v.size(); }, variable.values);
  if (count != expected) {
    throw Error(fmt::format("{} has {} values; its dimensions ({}) ask for {}", what, count,
                            fmt::join(shape, ", "), expected));
  }
  if (sizes.contains(variable.name) && !is_coordinate(variable)) {
    throw Error(fmt::format("{} is named like a dimension; its only dimension must be '{}'", what,
                            variable.name));
  }
  require_text(variable.units, "the units of " + what);
  require_text(variable.long_name, "the long name of " + what);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&variable.values)) {
    for (const std::string& text : *texts) require_text(text, "a value of " + what);
  }
  require_attributes(variable.attributes, what);
}

template <class Values>
const Values& values_of(const Dataset& dataset, const std::string& name, const char* kind) {
  const Variable* variable = find_variable(dataset, name);
  if (variable == nullptr) {
    std::vector<std::string> names;
    for (const Variable& v : dataset.variables) names.push_back(v.name);
    throw Error(
        fmt::format("the dataset has no variable '{}'; it has: {}", name, fmt::join(names, ", ")));
  }
  const auto* values = std::get_if<Values>(&variable->values);
  if (values == nullptr) throw Error(fmt::format("the variable '{}' does not hold {}", name, kind));
  return *values;
}

}  // namespace

bool is_coordinate(const Variable& variable) {
  return variable.dimensions.size() == 1 && variable.dimensions.front() == variable.name;
}

const Variable* find_variable(const Dataset& dataset, const std::string& name) {
  const auto found = std::find_if(dataset.variables.begin(), dataset.variables.end(),
                                  [&](const Variable& v) { return v.name == name; });
  return found == dataset.variables.end() ? nullptr : &*found;
}

const std::vector<double>& numbers(const Dataset& dataset, const std::string& name) {
  return values_of<std::vector<double>>(dataset, name, "numbers");
}

const std::vector<std::string>& strings(const Dataset& dataset, const std::string& name) {
  return values_of<std::vector<std::string>>(dataset, name, "strings");
}

void validate(const Dataset& dataset) {
  std::map<std::string, std::size_t> sizes;
  for (const auto& [name, size] : dataset.dimensions) {
    require_name(name, "a dimension");
    if (size == 0) {
      throw Error(fmt::format("the dimension '{}' has the size 0; it must be >= 1", name));
    }
    if (!sizes.emplace(name, size).second) {
      throw Error(fmt::format("the dimension '{}' is given twice; names must be unique", name));
    }
  }
  std::set<std::string> names;
  for (const Variable& variable : dataset.variables) {
    require_name(variable.name, "a variable");
    if (!names.insert(variable.name).second) {
      throw Error(
          fmt::format("the variable '{}' is given twice; names must be unique", variable.name));
    }
    require_variable(variable, sizes);
  }
  require_attributes(dataset.attributes, "the dataset");
}

}  // namespace quflux::inline dataset
