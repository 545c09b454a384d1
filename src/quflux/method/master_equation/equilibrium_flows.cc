#include "quflux/method/master_equation/equilibrium_flows.h"

#include <cmath>

namespace quflux::inline master_equation {

namespace {

// Above, refinement takes longer than a point should, see density_matrix_road.cc.
constexpr Eigen::Index kLargestPrecise = 100;

constexpr double kEnough = 10;  // digits

// Flows that are rounding alone have no digits, and the size of their error.
FlowsWithError with_error(const RealVector& flows, double digits) {
  const double largest = flows.cwiseAbs().maxCoeff();
  return {flows, largest > 0 ? largest * std::pow(10, -digits) : 0};
}

}  // namespace

FlowsWithError EquilibriumFlows::find(const System& system, const MasterEquation& equation,
                                      const EquationOptions& options) {
  return mean_at_equal_temperatures(
      system, [&](const System& equal) { return flows_of(equal, equation, options); });
}

FlowsWithError EquilibriumFlows::flows_of(const System& system, const MasterEquation& equation,
                                          const EquationOptions& options) {
  const Generator& generator = generators_.build(system, equation, options);
  states_.solve(generator);
  states_.find_flows(generator, flows_);
  const double digits = states_.digits(generator, flows_);
  if (digits >= kEnough || generator.energies.size() > kLargestPrecise) {
    return with_error(flows_.flows, digits);
  }
  const auto& precise = precise_generators_.build(system, equation, options);
  const double refined = states_.refine(precise, precise_flows_);
  return with_error(
      precise_flows_.flows.unaryExpr([](const DoubleDouble& flow) { return to_double(flow); }),
      refined);
}

}  // namespace quflux::inline master_equation
