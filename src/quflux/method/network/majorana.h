#pragma once

#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

/// Stationary states of chains of two-level systems in equations that mix the fermions b and b^+,
/// from the 2 N x 2 N covariance G = i <[w, w^T]>/2 of their Majorana operators w = (alpha, beta),
///
///   dG/dt = -A G - G A^T + D,   A = -A_H + sum_j A_j,   J_j = Tr[A_H^T (D_j - A_j G - G A_j^T)]/4,
///
/// with H = (i/4) w^T A_H w and the filter f of the equation, Eqs. (39) and (40).
/// Throws Error as stationary_state() does.
NetworkState majorana_state(const Network& network, NetworkEquation equation,
                            const EquationOptions& options);

/// A, in the (alpha, beta) of the sites.
RealMatrix majorana_drift(const Network& network, NetworkEquation equation,
                          const EquationOptions& options);

/// Whether the equation of a chain mixes b and b^+: Redfield; the local equation with position
/// couplings, or with a bath at a site of no positive frequency; the partial secular one where
/// secular_cutoff reaches from a mode's frequency to the negative one.
bool mixes_fermions(const Network& network, NetworkEquation equation,
                    const EquationOptions& options);

}  // namespace quflux::inline network
