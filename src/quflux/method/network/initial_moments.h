#pragma once

#include <string>

#include "quflux/method/network/network.h"
#include "quflux/model/course.h"

namespace quflux::inline network {

/// Why the moments of an initial state are not known; empty: they are.
std::string initial_obstacle(const InitialState& state);

/// C(0) of the sites, of a state without that obstacle.
Matrix initial_moments(const InitialState& state, const Model& model, const Network& network);

}  // namespace quflux::inline network
