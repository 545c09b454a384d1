#pragma once

#include <cstddef>
#include <cstdint>

#include "quflux/core/matrix.h"
#include "quflux/method/surrogate/swap_system.h"

namespace quflux::inline surrogate {

/// Flows as means over swaps along trajectories.
struct TrajectoryFlows {
  RealVector flows;   ///< J_j
  RealVector errors;  ///< their standard errors
};

/// Follows pure states of system and modes from swap to swap (Katz and Kosloff, 2016), Eq. (105):
/// at exponential times a mode is measured and replaced by a thermal one, and what that changes of
/// the energy has come from its bath. `events` swaps are counted, behind a third as many that are
/// not, along 64 trajectories on all cores; the result is the same whatever their number. Throws
/// Stopped as throw_if_stopped() says.
TrajectoryFlows trajectory_flows(const SwapSystem& system, std::size_t events, std::uint64_t seed);

}  // namespace quflux::inline surrogate
