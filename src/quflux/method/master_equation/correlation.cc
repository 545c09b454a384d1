#include "quflux/method/master_equation/correlation.h"

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/density_matrix_course.h"
#include "quflux/method/master_equation/initial_state.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/system_builder.h"
#include "quflux/solve/evolve.h"
#include "quflux/solve/evolve_large.h"

namespace quflux::inline master_equation {

namespace {

// Tr[A exp(L t) M], all in the energy basis. L keeps matrices Hermitian, so that the two parts of M
// are followed one by one.
Vector large_correlation(const Generator& generator, const Matrix& a, const Matrix& m,
                         std::span<const double> times) {
  Vector values = Vector::Zero(static_cast<Eigen::Index>(times.size()));
  const auto add = [&](Complex factor, const Matrix& hermitian) {
    evolve_large(generator, hermitian, times, [&](std::size_t k, const Passage& passage) {
      values(static_cast<Eigen::Index>(k)) +=
          factor * a.cwiseProduct(passage.state.transpose()).sum();
    });
  };
  add(1, (m + m.adjoint()) / 2);
  add(kI, (m - m.adjoint()) / (2.0 * kI));
  return values;
}

}  // namespace

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
  const Matrix rho = initial_state(course.initial, model, system.hamiltonian, equation, options);
  if (rho.rows() > kLargestFollowed) {
    return large_correlation(generator, to_energy_basis(generator, a),
                             to_energy_basis(generator, b * rho), course.times);
  }
  const LinearGenerator linear = linear_generator(generator);
  const Trajectory trajectory = evolve(linear, linear.vector(b * rho), course.times);
  const Matrix seen = to_energy_basis(generator, a).transpose();
  return trajectory.states.transpose() * seen.reshaped();
}

}  // namespace quflux::inline master_equation
