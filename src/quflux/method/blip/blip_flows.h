#pragma once

#include "quflux/core/matrix.h"
#include "quflux/method/blip/blip_rates.h"
#include "quflux/road/flow_statistics.h"

namespace quflux::inline blip {

/// The stationary state of jumps between pointer states.
struct BlipFlows {
  RealVector populations;  ///< P_a
  RealVector flows;        ///< J_j = sum_ab P_a d/ds_j k_ab(s), from each bath into the system
  double digits;           ///< of the flows, that rounding leaves
};

/// Throws NoAnswer where jumps do not lead from every state to every other one.
BlipFlows blip_flows(const BlipRates& rates);

/// d<<Q_j Q_k>>/dt of the energies from every two baths, Eq. (100).
RealMatrix blip_noise(const BlipRates& rates, const BlipFlows& flows);

/// The statistics of the energy from the baths: lambda(s) is the largest eigenvalue of the matrix
/// of counted rates.
FlowStatistics blip_statistics(const BlipSystem& system);

}  // namespace quflux::inline blip
