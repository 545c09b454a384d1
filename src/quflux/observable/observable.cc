#include "quflux/observable/observable.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/core/names.h"

namespace quflux::inline observable {

std::size_t OutputArray::size() const {
  std::size_t product = 1;
  for (const auto& dimension : dimensions) product *= dimension.second;
  return product;
}

void AnsweredTile::warn(std::size_t point, const std::string& text) const {
  add_remark(answer.warnings[point], text);
}

std::string Observable::array_name() const {
  for (const ArgumentKey& key : kind.arguments) {
    if (key.kind != ArgumentKey::Kind::identifier || !arguments.contains(key.key)) continue;
    return kind.name + "_" + argument<std::string>(key.key);
  }
  return kind.name;
}

const ObservableKind& find_observable(std::string_view name, const ObservableTable& table) {
  const auto found = std::ranges::find(table, name, &ObservableKind::name);
  if (found != table.end()) return *found;
  throw Error(fmt::format("unknown output '{}'; allowed are {}", name, names_of(table)));
}

Observable make_observable(std::string_view name, const ObservableTable& table) {
  return {find_observable(name, table)};
}

}  // namespace quflux::inline observable
