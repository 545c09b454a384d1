#include "quflux/numerics/gibbs_state.h"

#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline numerics {

Matrix gibbs_state(const Matrix& hamiltonian, double temperature) {
  require_hermitian(hamiltonian, "the Hamiltonian");
  require_non_negative(temperature, "the temperature");
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(hamiltonian);
  if (solver.info() != Eigen::Success) {
    throw NoAnswer("the eigenvalues of the Hamiltonian did not converge");
  }
  const RealVector& energies = solver.eigenvalues();
  const double accuracy = 4 * static_cast<double>(energies.size()) *
                          std::numeric_limits<double>::epsilon() * energies.cwiseAbs().maxCoeff();
  const RealVector weights = energies.unaryExpr([&](double energy) {
    const double excitation = energy - energies(0);
    return excitation <= accuracy ? 1.0 : std::exp(-excitation / temperature);
  });
  return solver.eigenvectors() * (weights / weights.sum()).cast<Complex>().asDiagonal() *
         solver.eigenvectors().adjoint();
}

}  // namespace quflux::inline numerics
