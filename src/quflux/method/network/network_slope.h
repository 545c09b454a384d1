#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/model/model.h"

namespace quflux::inline network {

/// How the network of a model changes with a number of it.
struct NetworkSlope {
  /// The bath whose reservoir the number belongs to, and its name there, see rate_slope(): nothing
  /// else changes. None: the reservoirs do not.
  std::optional<std::size_t> bath;
  std::string number;
  Matrix energy;                    ///< of energy_matrix(); empty where a reservoir changes
  std::vector<RealVector> weights;  ///< by bath, likewise
};

/// Exactly, from two networks: h, the position couplings and weights are linear in all numbers but
/// phases, and h is cos(phase) of one matrix plus sin(phase) of another. The model is as before
/// afterwards. Throws Error where it is no network.
NetworkSlope network_slope(Model& model, std::string_view path);

}  // namespace quflux::inline network
