#include "quflux/method/master_equation/system_slope.h"

#include "quflux/model/slope_step.h"

namespace quflux::inline master_equation {

SystemSlope system_slope(SystemBuilder& builder, Model& model, std::string_view path) {
  const auto [step, distance] = slope_step(model, path);
  double& number = parameter(model, path);
  const double value = number;
  number = value + step;
  const System above = builder.build(model);
  number = value - step;
  const System& below = builder.build(model);
  number = value;
  const auto slope = [&](const Matrix& a, const Matrix& b) -> Matrix { return (a - b) / distance; };
  SystemSlope result{slope(above.hamiltonian, below.hamiltonian), {}, {}, {}};
  if (above.uncoupled_hamiltonian) {
    result.uncoupled_hamiltonian =
        slope(*above.uncoupled_hamiltonian, *below.uncoupled_hamiltonian);
  }
  for (std::size_t j = 0; j < above.baths.size(); ++j) {
    const SystemBath& a = above.baths[j];
    const SystemBath& b = below.baths[j];
    result.coupling_operators.push_back(slope(a.coupling_operator, b.coupling_operator));
    result.lowering.push_back(a.lowering ? std::optional(slope(*a.lowering, *b.lowering))
                                         : std::nullopt);
  }
  return result;
}

}  // namespace quflux::inline master_equation
