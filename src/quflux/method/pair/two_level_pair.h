#pragma once

#include "quflux/bath/reservoir.h"
#include "quflux/model/system.h"

namespace quflux::inline pair {

/// Two coupled two-level systems, each with its own reservoir, Eq. (17),
///
///   H = omega1 n_1 + omega2 n_2 + coupling (s_1^+ s_2 + s_2^+ s_1),   S_j = s_j + s_j^+.
///
/// Units: hbar = k_B = 1.
struct TwoLevelPair {
  double omega1 = 1;
  double omega2 = 1;
  double coupling = 0;  ///< Omega, the Rabi coupling
  Reservoir bath1;
  Reservoir bath2;
};

/// Throws Error unless the frequencies are positive, coupling^2 < omega1 omega2 (both modes of the
/// coupled pair then have positive energy) and the reservoirs are allowed.
void validate(const TwoLevelPair& pair);

/// The same pair with the names of the two atoms and their reservoirs exchanged.
TwoLevelPair mirrored(const TwoLevelPair& pair);

/// The same pair for the general road. Basis |gg>, |ge>, |eg>, |ee> (first atom first).
System to_system(const TwoLevelPair& pair);

}  // namespace quflux::inline pair
