#pragma once

#include <optional>

#include "quflux/model/equation.h"
#include "quflux/two_tls/two_level_pair.h"

namespace quflux {

/// A maximum of the specific flow |J|/Omega over the coupling Omega.
struct OptimalCoupling {
  double coupling;       ///< Omega_max
  double specific_flow;  ///< j_max = -J_1/Omega_max, signed
};

/// The coupling in (0, sqrt(omega1 omega2)) at which |J_1|/Omega has its largest interior maximum,
/// to the last digits; the coupling of `pair` itself is not used. The slope is computed by a
/// complex step, so the spectral densities must continue to complex frequencies. None when the
/// specific flow has no interior maximum. Throws Error as stationary().
std::optional<OptimalCoupling> optimal_coupling(TwoLevelPair pair, Equation equation);

}  // namespace quflux
