#pragma once

#include <string>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux {

/// One term A rho B^+ - B^+ A rho + h.c. of a dissipator.
struct DissipatorTerm {
  Matrix a;
  Matrix b;
};

/// L_j[rho] = sum over terms of (A rho B^+ - B^+ A rho) + h.c., in the energy basis.
struct Dissipator {
  std::string bath;
  std::vector<DissipatorTerm> terms;
};

/// The generator of d rho/dt = -i [H, rho] + sum_j L_j[rho], written in the eigenbasis of H.
/// Solvers and flows know a model through this alone.
struct Generator {
  RealVector energies;  ///< E_a, ascending
  Matrix basis;         ///< column a is the eigenvector of E_a in the basis of the model
  std::vector<Dissipator> dissipators;  ///< one per bath, in the order of the model
};

/// basis^+ rho basis: from the basis of the model to the energy basis.
Matrix to_energy_basis(const Generator& generator, const Matrix& rho);

/// basis rho basis^+: from the energy basis to the basis of the model.
Matrix from_energy_basis(const Generator& generator, const Matrix& rho);

/// L_j[rho], with rho and the result in the energy basis.
Matrix dissipate(const Dissipator& dissipator, const Matrix& rho);

/// The d^2 x d^2 matrix of the generator acting on vec(rho), the columns of rho (in the energy
/// basis) stacked on each other.
Matrix superoperator(const Generator& generator);

}  // namespace quflux
