#include "quflux/method/master_equation/make_generator.h"

#include "quflux/method/master_equation/generator_builder.h"

namespace quflux::inline master_equation {

Generator make_generator(const System& system, const MasterEquation& equation,
                         const EquationOptions& options) {
  return GeneratorBuilder().build(system, equation, options);
}

}  // namespace quflux::inline master_equation
