#include "quflux/method/unlike_options.h"

#include <algorithm>

#include "quflux/core/overload.h"
#include "quflux/method/find_option.h"

namespace quflux::inline method {

namespace {

bool is_default(const OptionKey& option, const Options::mapped_type& value) {
  return std::visit(
      Overload{
          [&](const FlagOption& flag) { return std::get<bool>(value) == flag.otherwise; },
          [&](const NumberOption& number) { return std::get<double>(value) == number.otherwise; },
          [&](const WordOption& words) {
            return std::get<std::string>(value) == words.allowed.front();
          },
          [](const BathRowsOption&) { return false; }},
      option.kind);
}

}  // namespace

std::vector<std::string> unlike_options(const EquationKind& kind, const Options& common,
                                        const EquationTable& table) {
  std::vector<std::string> keys;
  if (common.empty() || !kind.master_equation) return keys;
  const auto row = std::ranges::find(table, kind.approximates, &EquationKind::name);
  if (row == table.end() || !row->master_equation) return keys;
  for (const auto& [key, value] : common) {
    const OptionKey* const option = find_option(*row, key);
    if (option == nullptr || find_option(kind, key) != nullptr) continue;
    if (!is_default(*option, value)) keys.push_back(key);
  }
  return keys;
}

}  // namespace quflux::inline method
