#pragma once

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/method/network/network_equation.h"
#include "quflux/method/network/network_state.h"

namespace quflux::inline network {

/// The stationary state of a network in the local, global, partial secular or Redfield equation.
///
/// With b_k the normal modes, s_jk the weight of mode k in S_j and f the filter of the equation
/// (see make_generator), C_kl = <b_l^+ b_k> obeys
///
///   dC/dt = -X C - C X^+ + Q,   X = i E + sum_j K_j,
///   (K_j)_kl = f(e_k, e_l) s_jk s_jl kappa_j(e_l),   kappa_j = gamma_j/2   (bosons),
///                                                     kappa_j = gamma_j (n_j + 1/2)   (fermions),
///   (Q_j)_kl = f(e_k, e_l) s_jk s_jl [G_j(e_k) + G_j(e_l)]/2,   G_j = gamma_j n_j,
///
/// plus the Lamb shift if asked for, and with the weights of A_j = sum_i v_ji a_i in the modes
/// where baths couple by exchange to a network with position couplings. That is the equation of
/// theory.md, section 2, in the basis of the modes; it holds for position couplings as well, since
/// these equations drop the terms b b. The local equation is the same with sites in the place of
/// modes. Equations that keep b b are solved for the 2 N x 2 N covariance of q and p, of fermions
/// for that of their Majorana operators, see majorana_state(). All are solved for the deviation
/// from the equilibrium of the first bath, so that flows keep their digits where temperatures are
/// close.
///
/// Throws Error when a mode of oscillators has no positive energy, when the stationary state is not
/// unique (a mode that no bath damps), when there is none (a mode grows, as it can at strong
/// damping in equations that are not completely positive), and when a rate or Lamb shift does not
/// exist.
NetworkState stationary_state(const Network& network, NetworkEquation equation,
                              const EquationOptions& options = {});

/// Throws Error unless the equation is one of this network and the options are allowed: what
/// stationary_state() and amplitude_matrix() ask for.
void require_solvable(const Network& network, NetworkEquation equation,
                      const EquationOptions& options);

/// Whether nothing counter-rotates, so that nothing is dropped by the partial secular equation and
/// Redfield's is the same.
bool redfield_is_secular(const Network& network, const EquationOptions& options);

/// The options without secular_cutoff, which is of the partial secular equation alone.
EquationOptions without_cutoff(EquationOptions options);

}  // namespace quflux::inline network
