#pragma once

#include "quflux/core/matrix.h"
#include "quflux/model/system.h"

namespace quflux::inline blip {

/// The states that the baths tell apart: the joint eigenstates a of all S_j, by ascending s of the
/// first bath.
struct PointerStates {
  Matrix basis;            ///< column a is |a> in the basis of the model
  RealVector energies;     ///< <a|H|a>
  RealMatrix tunnelling;   ///< |<a|H|b>|^2
  RealMatrix eigenvalues;  ///< s_j(a): a row for each bath
};

/// Throws NoAnswer where operators S_j do not commute, and where no bath tells two states apart.
PointerStates pointer_states(const System& system);

}  // namespace quflux::inline blip
