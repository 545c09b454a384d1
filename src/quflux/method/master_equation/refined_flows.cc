#include "quflux/method/master_equation/refined_flows.h"

namespace quflux::inline master_equation {

namespace {

constexpr double kEnoughDigits = 10;  // digits

// Above, some ten products of matrices in 31 digits take longer than a point should.
constexpr Eigen::Index kLargestRefined = 100;

}  // namespace

FlowsWithDigits RefinedFlows::find(const System& system, const MasterEquation& equation,
                                   const EquationOptions& options, const Generator& generator,
                                   SteadyStateSolver& states) {
  states.find_flows(generator, flows_);
  const double digits = states.digits(generator, flows_);
  if (digits < kEnoughDigits && generator.energies.size() <= kLargestRefined) {
    const auto& precise = precise_generators_.build(system, equation, options);
    return rounded(states.refine(precise, precise_flows_));
  }
  return {flows_.flows, digits};
}

std::optional<FlowsWithDigits> RefinedFlows::find_precisely(const System& system,
                                                            const MasterEquation& equation,
                                                            const EquationOptions& options,
                                                            SteadyStateSolver& states) {
  if (!states.can_solve_precisely()) return std::nullopt;
  const auto& precise = precise_generators_.build(system, equation, options);
  const std::optional<double> digits = states.solve_precisely(precise, precise_flows_);
  return digits ? std::optional(rounded(*digits)) : std::nullopt;
}

FlowsWithDigits RefinedFlows::rounded(double digits) const {
  return {precise_flows_.flows.unaryExpr([](const DoubleDouble& flow) { return to_double(flow); }),
          digits};
}

}  // namespace quflux::inline master_equation
