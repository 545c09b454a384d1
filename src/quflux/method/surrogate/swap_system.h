#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/mapping/surrogate.h"
#include "quflux/model/model.h"

namespace quflux::inline surrogate {

/// A two-level mode that is swapped for a thermal one at random times.
struct SwappedMode {
  std::size_t bath;
  double rate;          ///< Gamma, of swaps
  double excited;       ///< p, the excited population of a thermal mode
  Eigen::Index stride;  ///< from a state with the mode in its ground state to that with it excited
};

/// A system with two-level modes in the place of its baths, Eq. (102).
struct SwapSystem {
  Matrix hamiltonian;  ///< of system, modes and their couplings, in the basis of their products
  std::vector<SwappedMode> modes;
  std::size_t baths;
};

/// Of the model that surrogate_model() makes.
SwapSystem swap_system(const Model& model, std::span<const SurrogateMode> modes);

/// Whether the mode is excited in a state of the product basis.
inline bool is_excited(const SwappedMode& mode, Eigen::Index state) {
  return (state / mode.stride) % 2 == 1;
}

}  // namespace quflux::inline surrogate
