#pragma once

#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

/// Energies that differ by up to this part of the largest are of modes that are equal up to
/// rounding.
inline constexpr double kEqualModes = 1e-12;

/// Modes of oscillators with position couplings, of which rounding over the splittings has taken
/// digits, after a step of Newton's method with residuals in 31 digits. With q = from_q and
/// p = from_p (2 - q^T from_p), which is q^-T, A = q^T V q and B = p^T T p are both E in the end:
///
///   q <- q (1 + X),   p <- p (1 - X^T),
///   X_kl = -(e_k A_kl + e_l B_kl)/(e_k^2 - e_l^2),   X_kk = (B_kk - A_kk)/(4 e_k).
///
/// Modes that are equal up to rounding keep their directions.
NormalModes refined_modes(NormalModes modes, const RealMatrix& potential,
                          const RealMatrix& kinetic);

}  // namespace quflux::inline network
