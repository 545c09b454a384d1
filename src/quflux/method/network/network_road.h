#pragma once

#include <variant>

#include "quflux/method/network/network_equation.h"
#include "quflux/road/road.h"

namespace quflux::inline network {

/// The exact current of oscillators, see exact_flows().
struct ExactNetwork {
  bool operator==(const ExactNetwork&) const = default;
};

/// What the road of networks solves: a master equation by its moments, or no approximation at all.
using NetworkForm = std::variant<NetworkEquation, ExactNetwork>;

/// Chains and networks by their N x N equations, without a level cut, and their exact flows. Its
/// forms are NetworkForm; options are those of equation_options().
const Road& network_road();

}  // namespace quflux::inline network
