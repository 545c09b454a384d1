#pragma once

#include <array>
#include <string_view>

namespace quflux::inline pair {

/// The equations that close on the moments of a pair of two-level systems.
enum class PairEquation { local, global, partial_secular };

inline constexpr std::array kPairEquations{PairEquation::local, PairEquation::global,
                                           PairEquation::partial_secular};

/// "local", "global", "partial_secular": their names in the table of equations.
std::string_view name(PairEquation equation);

/// The equation of that name. Throws Error for any other.
PairEquation pair_equation(std::string_view name);

}  // namespace quflux::inline pair
