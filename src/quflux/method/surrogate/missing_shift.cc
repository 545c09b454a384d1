#include "quflux/method/surrogate/missing_shift.h"

#include <vector>

#include "quflux/bath/lamb_shift.h"
#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/numerics/eigenbasis.h"

namespace quflux::inline surrogate {

namespace {

using Eigen::Index;

constexpr double kNothing = 1e-10;             // elements of S_j below this part of the largest
constexpr std::ptrdiff_t kMostElements = 400;  // an integral each

// In the basis of the system.
Matrix missing_shift(const System& system, ModeKind kind, std::span<const SurrogateMode> modes) {
  const Eigenbasis basis = eigenbasis(system.hamiltonian);
  Matrix shift = Matrix::Zero(system.hamiltonian.rows(), system.hamiltonian.cols());
  for (std::size_t j = 0; j < system.baths.size(); ++j) {
    const Reservoir& reservoir = system.baths[j].reservoir;
    if (lamb_shift_obstacle(reservoir.spectral_density)) continue;
    const std::vector<SurrogateMode> own = modes_of(modes, j);
    const Matrix s = basis.vectors.adjoint() * system.baths[j].coupling_operator * basis.vectors;
    const double least = kNothing * s.cwiseAbs().maxCoeff();
    if ((s.cwiseAbs().array() > least).count() > kMostElements) continue;
    Matrix shifted = Matrix::Zero(s.rows(), s.cols());
    for (Index b = 0; b < s.cols(); ++b) {
      for (Index a = 0; a < s.rows(); ++a) {
        if (!(std::abs(s(a, b)) > least)) continue;
        const double w = basis.energies(a) - basis.energies(b);
        shifted(a, b) = s(a, b) * (lamb_shift(reservoir, w) -
                                   surrogate_shift(kind, own, reservoir.temperature, w));
      }
    }
    const Matrix of_bath = shifted * s;
    shift += (of_bath + of_bath.adjoint()) / 2;
  }
  return basis.vectors * shift * basis.vectors.adjoint();
}

}  // namespace

double change_by_missing_shift(const System& system, ModeKind kind,
                               std::span<const SurrogateMode> modes) {
  System shifted = system;
  shifted.hamiltonian += missing_shift(system, kind, modes);
  return (stationary_flows(shifted, kRedfield) - stationary_flows(system, kRedfield))
      .cwiseAbs()
      .maxCoeff();
}

}  // namespace quflux::inline surrogate
