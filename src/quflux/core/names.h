#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <fmt/ranges.h>

namespace quflux::inline core {

/// "local, global": the names of the rows of a table, in its order.
template <class Row>
std::string names_of(const std::vector<Row>& table) {
  std::vector<std::string_view> names;
  for (const Row& row : table) names.push_back(row.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace quflux::inline core
