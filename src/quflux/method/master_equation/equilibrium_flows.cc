#include "quflux/method/master_equation/equilibrium_flows.h"

#include <cmath>

namespace quflux::inline master_equation {

FlowsWithError EquilibriumFlows::find(const System& system, const MasterEquation& equation,
                                      const EquationOptions& options) {
  return mean_at_equal_temperatures(
      system, [&](const System& equal) { return flows_of(equal, equation, options); });
}

FlowsWithError EquilibriumFlows::flows_of(const System& system, const MasterEquation& equation,
                                          const EquationOptions& options) {
  const Generator& generator = generators_.build(system, equation, options);
  states_.solve(generator);
  const auto& [flows, digits] = refined_.find(system, equation, options, generator, states_);
  // Flows that are rounding alone have no digits, and the size of their error.
  const double largest = flows.cwiseAbs().maxCoeff();
  return {flows, largest > 0 ? largest * std::pow(10, -digits) : 0};
}

}  // namespace quflux::inline master_equation
