#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/model/model.h"
#include "quflux/model_file/toml_reader.h"

/// Words in model files: choices, names of items and what refers to them.
namespace quflux {

/// A word of a model file and what it stands for.
template <class Value>
struct Named {
  const char* name;
  Value value;
};

/// What the word `given` under `key` stands for. Throws Error when it is none of the choices.
template <class Value, std::size_t n>
Value choice(TomlReader& reader, std::string_view key, const std::string& given,
             const std::array<Named<Value>, n>& choices) {
  std::vector<std::string> allowed;
  for (const auto& c : choices) {
    if (given == c.name) return c.value;
    allowed.emplace_back(c.name);
  }
  reader.fail(key, fmt::format("'{}' is '{}'{}", key, given, did_you_mean(given, allowed)));
}

// Names are parts of parameter paths, so a dot would make those ambiguous.

/// `name`, if it may name an item. Throws Error otherwise.
std::string identifier(TomlReader& reader, std::string_view key, const std::string& name);

/// Throws Error when an item has that name already.
template <class Item>
void require_new(TomlReader& reader, const std::vector<Item>& items, const std::string& name) {
  if (std::ranges::find(items, name, &Item::name) != items.end()) {
    reader.fail("name", fmt::format("'{}' is the name of two; names must be unique", name));
  }
}

/// `name`, if a site has it. Throws Error otherwise.
std::string known_site(TomlReader& reader, std::string_view key, const Model& model,
                       const std::string& name);

/// Throws Error unless the site, which exists, has that operator.
void check_operator(TomlReader& reader, std::string_view key, const Model& model,
                    const SiteOperator& factor);

/// The key `operators`, ["a.sp", "b.sm"]: factors of a product. Throws Error as product_operator().
std::vector<SiteOperator> site_operators(TomlReader& reader, const Model& model);

}  // namespace quflux
