#include "quflux/method/master_equation/bond_noise.h"

#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/bond_current.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/large_regression.h"
#include "quflux/solve/regression.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

RealVector bond_noise(const Model& model, const MasterEquation& equation,
                      const EquationOptions& options, std::size_t coupling,
                      std::span<const double> frequencies) {
  const Generator generator = make_generator(to_system(model), equation, options);
  const Matrix current = to_energy_basis(generator, bond_current(model, coupling));
  SteadyStateSolver solver;
  const Matrix& rho = solver.solve(generator);
  const double mean = current.cwiseProduct(rho.transpose()).sum().real();
  const Matrix moved = current * rho;
  const Matrix deviation = (moved + moved.adjoint()) / 2 - mean * rho;
  if (rho.rows() > SteadyStateSolver::kLargestDense) {
    return 2 * large_one_sided_spectrum(generator, current, deviation, rho, frequencies).real();
  }
  const Matrix seen = current.transpose();
  const Vector half = one_sided_spectrum(linear_generator(generator), seen.reshaped(),
                                         deviation.reshaped(), rho.reshaped(), frequencies);
  return 2 * half.real();
}

}  // namespace quflux::inline master_equation
