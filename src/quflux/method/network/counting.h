#pragma once

#include "quflux/method/network/closed_moments.h"
#include "quflux/method/network/network.h"
#include "quflux/road/flow_statistics.h"

namespace quflux::inline network {

/// The statistics of the energies that baths give to a network whose moments close, in O(N^3),
/// Eqs. (71) to (73). With z = 1 of two-level systems and -1 of oscillators, and what bath j does
/// to modes (or sites) k and l,
///
///   (D_j)_kl = f s_k s_l [Gamma_j(e_l) + Gamma_j(e_k)^*],
///   (U_j)_kl = f s_k s_l [Gamma_j(-e_k) + Gamma_j(-e_l)^*],
///   (M_j)_kl = f s_k s_l [Gamma_j(e_l) - z Gamma_j(-e_k)],
///
/// the generator that counts stays quasi-free,
///
///   D_j(s) = e^{-s h/2} D_j e^{-s h/2},   U_j(s) = e^{s h/2} U_j e^{s h/2},
///   M_j(s) = e^{s h/2} M_j e^{-s h/2},   E = sum_j D_j - z U_j - M_j - M_j^+,
///   0 = -i [h, C] + U - (M + z U) C - C (M^+ + z U) - z C E C,   lambda = Tr[U - U(0)] + Tr E C.
///
/// Throws NoAnswer as stationary_state().
FlowStatistics flow_statistics(const Network& network, const ClosedEquation& equation);

}  // namespace quflux::inline network
