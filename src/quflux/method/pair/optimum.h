#pragma once

#include <optional>
#include <span>
#include <vector>

#include "quflux/method/pair/pair_equation.h"
#include "quflux/method/pair/two_level_pair.h"

namespace quflux::inline pair {

/// A maximum of the specific flow |J|/Omega over the coupling Omega.
struct OptimalCoupling {
  double coupling;       ///< Omega_max
  double specific_flow;  ///< j_max = -J_1/Omega_max, signed
};

/// The coupling in (0, sqrt(omega1 omega2)) at which |J_1|/Omega has its largest interior maximum,
/// to the last digits; the coupling of `pair` itself is not used. The local equation has it in
/// closed form, Eq. (31); the others bracket it with the kernel and then find the root of the
/// slope, which is computed by a complex step, so that the spectral densities must continue to
/// complex frequencies. None when the specific flow has no interior maximum. Throws Error as
/// stationary().
std::optional<OptimalCoupling> optimal_coupling(const TwoLevelPair& pair, PairEquation equation);

/// The ridge of a map: optimal_coupling() for every pair of coefficients of the two spectral
/// densities, in a few microseconds each. Those of `pair` are not used. What depends on the
/// coupling alone is computed once for all, and in the global equation, whose optimum depends on
/// the ratio of the coefficients alone, neighbours of the same ratio share it. Throws Error as
/// stationary(), and when the two lists differ in length.
std::vector<std::optional<OptimalCoupling>> optimal_ridge(TwoLevelPair pair, PairEquation equation,
                                                          std::span<const double> coefficient1,
                                                          std::span<const double> coefficient2);

}  // namespace quflux::inline pair
