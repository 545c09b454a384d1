#include "quflux/method/master_equation/correlation.h"

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/system_builder.h"
#include "quflux/solve/evolve.h"

namespace quflux::inline master_equation {

Matrix site_product(const Model& model, const std::vector<SiteOperator>& factors) {
  return jump_operator(model, {"", {}, "", factors, std::nullopt, 0});
}

Vector correlation(const Model& model, const MasterEquation& equation,
                   const EquationOptions& options, const Matrix& a, const Matrix& b,
                   const Course& course) {
  if (!course.drives.empty()) {
    throw NoAnswer(
        "a correlation is regressed by one generator, which drives change; leave [[drive]] out");
  }
  const System system = to_system(model);
  const Generator generator = make_generator(system, equation, options);
  const LinearGenerator linear = linear_generator(generator);
  const Matrix rho = initial_state(course.initial, model, system.hamiltonian, equation, options);
  const Trajectory trajectory = evolve(linear, linear.vector(b * rho), course.times);
  const Matrix seen = to_energy_basis(generator, a).transpose();
  return trajectory.states.transpose() * seen.reshaped();
}

}  // namespace quflux::inline master_equation
