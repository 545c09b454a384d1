#pragma once

#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/model/system.h"

namespace quflux::inline hierarchy {

/// A system in the eigenbasis of its Hamiltonian. Where every S_j changes a parity that half of the
/// states have, and every L_c changes or keeps it, those of one parity come before the others, and
/// what has no elements within either, or from one to the other, has zeros there.
struct EnergySystem {
  RealVector energies;            ///< E_a, ascending among those of one parity
  Matrix basis;                   ///< column a is the eigenvector of E_a in the basis of the model
  std::vector<Matrix> couplings;  ///< S_j
  std::vector<Matrix> jumps;      ///< sqrt(rate) L_c of each Lindblad channel
};

EnergySystem in_energy_basis(const System& system);

/// Differences E_a - E_b >= 0 between which some S_j has an element, and beside each those by which
/// channels broaden it: the width of |a><b| above. Each once, ascending.
std::vector<double> bohr_frequencies(const EnergySystem& system);

}  // namespace quflux::inline hierarchy
