#pragma once

#include <string>

#include <toml++/toml.h>

#include "python/bindings.h"

namespace quflux::python {

bool is_mapping(nb::handle given);

/// What Python has as what TOML has, true and false, numbers, texts, lists and tables: one node, in
/// an array that holds it. Throws Error, in which it is `what`, for anything else.
toml::array node_of(nb::object given, const std::string& what);

/// The same of a mapping; entries that are None are left out.
toml::table table_of(nb::handle given, const std::string& what);

/// Puts a copy of a node under a key.
void insert(toml::table& table, const std::string& key, const toml::node& node);

}  // namespace quflux::python
