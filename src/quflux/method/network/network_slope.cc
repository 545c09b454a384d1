#include "quflux/method/network/network_slope.h"

#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/recognise.h"
#include "quflux/model/slope_step.h"

namespace quflux::inline network {

namespace {

std::optional<NetworkSlope> of_a_reservoir(const Model& model, std::string_view path) {
  for (std::size_t j = 0; j < model.baths.size(); ++j) {
    const std::string prefix = "bath." + model.baths[j].name + ".";
    if (!path.starts_with(prefix)) continue;
    const std::string_view number = path.substr(prefix.size());
    if (!number.starts_with("weights.")) return NetworkSlope{j, std::string(number), {}, {}};
  }
  return std::nullopt;
}

}  // namespace

NetworkSlope network_slope(Model& model, std::string_view path) {
  if (auto slope = of_a_reservoir(model, path)) return *slope;
  const auto [step, distance] = slope_step(model, path);
  double& number = parameter(model, path);
  const double value = number;
  number = value + step;
  const Network above = require_network(model);
  number = value - step;
  const Network below = require_network(model);
  number = value;
  NetworkSlope result{{}, {}, (energy_matrix(above) - energy_matrix(below)) / distance, {}};
  for (std::size_t j = 0; j < above.baths.size(); ++j) {
    result.weights.emplace_back((above.baths[j].weights - below.baths[j].weights) / distance);
  }
  return result;
}

}  // namespace quflux::inline network
