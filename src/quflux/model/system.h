#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/bath/reservoir.h"
#include "quflux/core/matrix.h"

namespace quflux::inline model {

/// A reservoir and the system operator it couples through.
struct SystemBath {
  std::string name;
  Matrix coupling_operator;  ///< S_j, Hermitian
  Reservoir reservoir;
  /// S_j = L + L^+ with this L, which lowers sites by a quantum; none where S_j is not such a sum.
  std::optional<Matrix> lowering = std::nullopt;
};

/// A jump operator with a rate of its own, see Lindblad.
struct SystemLindblad {
  std::string name;
  Matrix jump;  ///< L
  double rate;  ///< >= 0
};

/// A model written out in matrices: all that a master equation needs to know.
/// Units: hbar = k_B = 1.
struct System {
  Matrix hamiltonian;  ///< H, Hermitian
  std::vector<SystemBath> baths;
  /// The Hamiltonian without the couplings between the sites, H_1 + H_2 + ...; the local equation
  /// needs it, the others do not.
  std::optional<Matrix> uncoupled_hamiltonian = std::nullopt;
  std::vector<SystemLindblad> lindblad = {};
};

/// Throws Error when a matrix is not Hermitian or not finite, when dimensions differ, or when a
/// bath or a rate is not allowed.
void validate(const System& system);

}  // namespace quflux::inline model
