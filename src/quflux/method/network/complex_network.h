#pragma once

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/method/network/network_equation.h"
#include "quflux/method/network/network_state.h"

/// The equations of master_equation.h for networks whose couplings have phases.
namespace quflux::inline network {

/// The stationary state. With z = (b, b^+) the modes (in the local equation the sites), their
/// frequencies w = (e, -e), signs g = (1, -1), c the coefficients of S_j = sum_m c_m z_m and f the
/// filter of the equation, the correlations M = <z z^+> obey
///
///   dM/dt = -A M - M A^+ + N,   A = i g K + sum_j A_j,
///   (A_j)_mn = g_m conj(c_m) c_n f(w_m, w_n) [Gamma_j(w_n) - conj(Gamma_j(-w_n))],
///   (N_j)_mn = g_m g_n conj(c_m) c_n f(w_m, w_n) [Gamma_j(w_n) + conj(Gamma_j(w_m))],
///   J_j = Tr[K (N_j - A_j M - M A_j^+)]/2,
///
/// with the energy z^+ K z / 2: theory.md, section 2, for operators that are linear in z. Equations
/// that keep no pair of w and -w' are solved for b alone. Throws NoAnswer as stationary_state()
/// does.
NetworkState complex_stationary_state(const Network& network, NetworkEquation equation,
                                      const EquationOptions& options);

/// A in the sites: N x N of the a, or 2 N x 2 N and real of (q, p) where a and a^+ mix.
Matrix complex_amplitude_matrix(const Network& network, NetworkEquation equation,
                                const EquationOptions& options);

}  // namespace quflux::inline network
