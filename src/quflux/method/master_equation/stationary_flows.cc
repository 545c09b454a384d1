#include "quflux/method/master_equation/stationary_flows.h"

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

RealVector stationary_flows(const System& system, const MasterEquation& equation,
                            const EquationOptions& options) {
  const Generator generator = make_generator(system, equation, options);
  return energy_flows(generator, steady_state(generator));
}

}  // namespace quflux::inline master_equation
