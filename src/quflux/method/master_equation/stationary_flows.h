#pragma once

#include "quflux/method/master_equation/make_generator.h"

namespace quflux::inline master_equation {

/// The flows of the stationary state of a system in one call: energy_flows() of steady_state() of
/// make_generator(), with their errors. Eq. (15).
RealVector stationary_flows(const System& system, const MasterEquation& equation,
                            const EquationOptions& options = {});

}  // namespace quflux::inline master_equation
