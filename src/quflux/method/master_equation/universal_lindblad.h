#pragma once

#include <cmath>

#include "quflux/method/master_equation/master_equation.h"

namespace quflux::inline master_equation {

/// The universal Lindblad equation of Nathan and Rudner (Phys. Rev. B 102, 115109 (2020)), without
/// its Lamb shift: all pairs of frequencies, with the geometric mean of their rates in the place of
/// the arithmetic one. Each bath then has a single jump operator, Eq. (10), in the energy basis
///
///   A_j = sum_ab sqrt(R_j(E_b - E_a)) <a|S_j|b> |a><b|,
///   L_j[rho] = A_j rho A_j^+ - {A_j^+ A_j, rho}/2,
///
/// so that the equation is completely positive without a secular approximation. The Gibbs state is
/// only nearly stationary.
inline constexpr MasterEquation kUniversalLindblad{.name = "universal_lindblad",
                                                   .kept = filters::all,
                                                   .completely_positive = true,
                                                   .share = [](Complex half_rate) {
                                                     const double root =
                                                         std::sqrt(half_rate.real());
                                                     return RateFactors{root, root};
                                                   }};

}  // namespace quflux::inline master_equation
