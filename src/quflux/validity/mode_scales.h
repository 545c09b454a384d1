#pragma once

#include "quflux/method/network/network.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/validity/time_scales.h"

namespace quflux::inline validity {

/// The rates at which a bath alone relaxes the quanta of each mode.
RealVector relaxation_rates(const Network& network, const NormalModes& modes,
                            const NetworkBath& bath, const EquationOptions& options);

/// The scales that decide which equation holds, from the normal modes: rates are those at which a
/// bath alone relaxes a mode, and lines are as wide as its amplitude decays.
TimeScales mode_scales(const Network& network, const NormalModes& modes,
                       const EquationOptions& options);

}  // namespace quflux::inline validity
