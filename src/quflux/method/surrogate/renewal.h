#pragma once

#include "quflux/core/matrix.h"
#include "quflux/method/surrogate/swap_system.h"

namespace quflux::inline surrogate {

/// The mean over all swaps in the stationary state.
struct RenewalState {
  RealVector flows;  ///< J_j, from each bath into the system
  Matrix state;      ///< of system and modes
  int iterations;    ///< of GMRES
  double residual;   ///< |rho - map rho| over |rho|
};

/// The stationary state of swaps at random times as the fixed point of the renewal map, Eq. (104).
/// Throws NoAnswer where the iteration does not converge, and Stopped as throw_if_stopped() says.
RenewalState renewal_state(const SwapSystem& system);

}  // namespace quflux::inline surrogate
