#pragma once

#include <algorithm>
#include <string_view>

#include "quflux/method/equation.h"

namespace quflux::inline method {

/// The option of this key that equations of a kind know; null: they know none.
inline const OptionKey* find_option(const EquationKind& kind, std::string_view key) {
  const auto found = std::ranges::find(kind.options, key, &OptionKey::key);
  return found == kind.options.end() ? nullptr : &*found;
}

}  // namespace quflux::inline method
