#include "quflux/method/pair/pair_equation.h"

#include <algorithm>

#include "quflux/core/error.h"

namespace quflux::inline pair {

std::string_view name(PairEquation equation) {
  constexpr std::array<std::string_view, kPairEquations.size()> kNames{"local", "global",
                                                                       "partial_secular"};
  return kNames.at(static_cast<std::size_t>(equation));
}

PairEquation pair_equation(std::string_view name) {
  const auto* const found =
      std::ranges::find_if(kPairEquations, [&](PairEquation e) { return quflux::name(e) == name; });
  if (found != kPairEquations.end()) return *found;
  throw Error(
      fmt::format("the closed form of a two-level pair knows the equations local, global and "
                  "partial_secular, not {}",
                  name));
}

}  // namespace quflux::inline pair
