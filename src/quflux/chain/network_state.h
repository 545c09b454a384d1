#pragma once

#include "quflux/core/matrix.h"

namespace quflux {

/// What a stationary state of a network says.
struct NetworkState {
  RealVector flows;  ///< J_j = Tr(H L_j[rho]), from each bath into the network
  /// <a_i^+ a_i> of each site. NaN, as q_p is, where rounding leaves less than six digits because a
  /// mode is damped too slowly; flows do not suffer.
  RealVector occupations;
  RealMatrix q_p;  ///< <q_i p_l + p_l q_i>/2; -Im C of fermions: what currents follow from
  /// -x_k of the N amplitudes, d<a>/dt = -X <a>, by imaginary part. Of equations that mix a and a^+
  /// (redfield; local with position couplings) N out of 2 N, one of each conjugate pair.
  Vector amplitude_eigenvalues;
};

/// Puts NaN where a relative error of more than 1e-6 would be: occupations and q_p.
void drop_lost_digits(NetworkState& state, double relative_rounding);

}  // namespace quflux
