#pragma once

#include <vector>

#include "quflux/method/master_equation/make_generator.h"

namespace quflux {

/// The flows of the stationary state of a system in one call: energy_flows() of steady_state() of
/// make_generator(), with their errors.
RealVector stationary_flows(const System& system, Equation equation,
                            const EquationOptions& options = {});

/// The entropy production rate of the stationary state, sigma = -sum_j J_j/T_j. The second law is
/// sigma >= 0. Throws Error unless every temperature is > 0.
double entropy_production(const RealVector& flows, const std::vector<double>& temperatures);

}  // namespace quflux
