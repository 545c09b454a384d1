#pragma once

#include <array>
#include <string_view>

namespace quflux::inline network {

/// The master equations that close on the moments of a network.
enum class NetworkEquation { local, global, partial_secular, redfield };

inline constexpr std::array kNetworkEquations{NetworkEquation::local, NetworkEquation::global,
                                              NetworkEquation::partial_secular,
                                              NetworkEquation::redfield};

/// "local", "global", "partial_secular", "redfield": their names in the table of equations.
std::string_view name(NetworkEquation equation);

}  // namespace quflux::inline network
