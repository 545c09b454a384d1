#pragma once

#include "quflux/method/master_equation/equilibrium_subtraction.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/refined_flows.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

/// The flows that a master equation has in equilibrium, where exact ones vanish, of one system
/// after another in the same memory.
class EquilibriumFlows {
 public:
  /// The mean of them at the temperatures of the baths. Throws NoAnswer as steady_state().
  FlowsWithError find(const System& system, const MasterEquation& equation,
                      const EquationOptions& options);

 private:
  FlowsWithError flows_of(const System& system, const MasterEquation& equation,
                          const EquationOptions& options);

  GeneratorBuilder generators_;
  SteadyStateSolver states_;
  RefinedFlows refined_;
};

}  // namespace quflux::inline master_equation
