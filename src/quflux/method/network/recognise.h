#pragma once

#include <string>

#include "quflux/method/network/network.h"
#include "quflux/model/model.h"

namespace quflux::inline network {

/// Why a model is no quasi-free network, "bath 'b' is at the inner site 's' ..."; empty: it is one,
/// whose sites are
///
///   all oscillators, with exchange and position couplings and baths through x anywhere, also
///   common ones; or
///   all two-level systems, in one or more open chains with exchange and position couplings between
///   neighbours and baths through x, each at one end of a chain,
///
/// in the order of the model's sites. The levels of oscillators do not matter: none is cut off.
/// Terms may shift frequencies. Couplings may have phases: those of oscillators make h complex,
/// those of a chain of two-level systems go into its operators. Takes about as many steps as the
/// model has parts, where its matrices take the square of that.
std::string network_obstacle(const Model& model);

/// What the modes of such a model are.
Statistics network_statistics(const Model& model);

/// The network. Throws Error with the reason for any other model.
Network require_network(const Model& model);

}  // namespace quflux::inline network
