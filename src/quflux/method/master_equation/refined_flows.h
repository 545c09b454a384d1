#pragma once

#include <optional>

#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

/// Flows, and how many digits of them are right.
struct FlowsWithDigits {
  RealVector flows;
  double digits;
};

/// The flows of stationary states, of one system after another in the same memory: in 31 digits
/// where a double has fewer than ten of them.
class RefinedFlows {
 public:
  /// Those of the state that `states` has found of a generator.
  FlowsWithDigits find(const System& system, const MasterEquation& equation,
                       const EquationOptions& options, const Generator& generator,
                       SteadyStateSolver& states);
  /// Those of a state that 31 digits tell from others, and doubles do not, which `states` has then;
  /// none where there is no such, see SteadyStateSolver::solve_precisely().
  std::optional<FlowsWithDigits> find_precisely(const System& system,
                                                const MasterEquation& equation,
                                                const EquationOptions& options,
                                                SteadyStateSolver& states);

  /// The generator in 31 digits, valid until the next call of anything here.
  const BasicGenerator<DoubleDouble>& generator(const System& system,
                                                const MasterEquation& equation,
                                                const EquationOptions& options) {
    return precise_generators_.build(system, equation, options);
  }

 private:
  FlowsWithDigits rounded(double digits) const;

  FlowSums<double> flows_;
  BasicGeneratorBuilder<DoubleDouble> precise_generators_;
  FlowSums<DoubleDouble> precise_flows_;
};

}  // namespace quflux::inline master_equation
