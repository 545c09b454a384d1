#include "quflux/method/master_equation/stationary_flows.h"

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/solve/steady_state.h"

namespace quflux {

RealVector stationary_flows(const System& system, Equation equation,
                            const EquationOptions& options) {
  const Generator generator = make_generator(system, equation, options);
  return energy_flows(generator, steady_state(generator));
}

double entropy_production(const RealVector& flows, const std::vector<double>& temperatures) {
  if (flows.size() != static_cast<Eigen::Index>(temperatures.size())) {
    throw Error(
        fmt::format("{} flows and {} temperatures were given; there must be one of each "
                    "per bath",
                    flows.size(), temperatures.size()));
  }
  double production = 0;
  for (Eigen::Index j = 0; j < flows.size(); ++j) {
    const double temperature = temperatures[static_cast<std::size_t>(j)];
    require_positive(temperature, fmt::format("the temperature of bath {}", j));
    production -= flows(j) / temperature;
  }
  return production;
}

}  // namespace quflux
