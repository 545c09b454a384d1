#include "quflux/method/master_equation/equilibrium_subtraction.h"

#include <map>

namespace quflux::inline master_equation {

OptionKey equilibrium_subtraction_option() {
  return {"equilibrium_subtraction",
          "subtract from stationary flows their mean at equal temperatures, those of each bath",
          FlagOption{}};
}

bool subtracts_equilibrium(const Options& options) {
  return option<bool>(options, "equilibrium_subtraction").value_or(false);
}

std::string equilibrium_obstacle(const Model& model) {
  return model.lindblad.empty() ? ""
                                : "equilibrium_subtraction needs thermal baths alone: with "
                                  "[[lindblad]] channels energy flows at equal temperatures, too";
}

FlowsWithError mean_at_equal_temperatures(
    const System& system, const std::function<FlowsWithError(const System&)>& flows) {
  const auto count = static_cast<Eigen::Index>(system.baths.size());
  std::map<double, double> weights;  // by temperature
  for (const SystemBath& bath : system.baths) {
    weights[bath.reservoir.temperature] += 1.0 / static_cast<double>(count);
  }
  System equal = system;
  FlowsWithError mean{RealVector::Zero(count), 0};
  for (const auto& [temperature, weight] : weights) {
    for (SystemBath& bath : equal.baths) bath.reservoir.temperature = temperature;
    const FlowsWithError found = flows(equal);
    mean.flows += weight * found.flows;
    mean.error += weight * found.error;
  }
  return mean;
}

}  // namespace quflux::inline master_equation
