#pragma once

#include <optional>
#include <string>

#include "quflux/method/network/network.h"
#include "quflux/model/model.h"

namespace quflux::inline network {

/// A model as a quasi-free network, or why it is none.
struct Recognition {
  std::optional<Network> network;
  std::string obstacle;  ///< "bath 'b' is at the inner site 's' ..."; empty when there is a network
};

/// The network of a model whose sites are
///
///   all oscillators, with exchange and position couplings and baths through x anywhere, also
///   common ones; or
///   all two-level systems, in one or more open chains with exchange and position couplings between
///   neighbours and baths through x, each at one end of a chain,
///
/// in the order of the model's sites. The levels of oscillators do not matter: none is cut off.
/// Terms may shift frequencies. Couplings may have phases: those of oscillators make h complex,
/// those of a chain of two-level systems go into its operators.
Recognition recognise_network(const Model& model);

/// The same. Throws Error with the reason for any other model.
Network require_network(const Model& model);

}  // namespace quflux::inline network
