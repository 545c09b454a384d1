#include "quflux/method/network/network_equation.h"

namespace quflux::inline network {

std::string_view name(NetworkEquation equation) {
  constexpr std::array<std::string_view, kNetworkEquations.size()> kNames{
      "local", "global", "partial_secular", "redfield"};
  return kNames.at(static_cast<std::size_t>(equation));
}

}  // namespace quflux::inline network
