#pragma once

#include <string>

#include "quflux/core/digits.h"
#include "quflux/core/matrix.h"
#include "quflux/method/network/network.h"

namespace quflux::inline network {

/// What a stationary state of a network says.
struct NetworkState {
  RealVector flows;  ///< J_j = Tr(H L_j[rho]), from each bath into the network
  /// <a_i^+ a_i> of each site. NaN, as q_p is, where rounding leaves less than six digits because a
  /// mode is damped too slowly; flows do not suffer.
  RealVector occupations;
  /// <q_i p_l + p_l q_i>/2, what currents follow from. Of fermions -i <alpha_i alpha_l>/2 where the
  /// site i comes after l in its chain, -i <beta_i beta_l>/2 where it comes before; -Im C of
  /// exchange.
  RealMatrix q_p;
  /// -x_k of the N amplitudes, d<a>/dt = -X <a>, by imaginary part. Of equations that mix a and a^+
  /// (redfield; local with position couplings) N out of 2 N, one of each conjugate pair.
  Vector amplitude_eigenvalues;
  double rounding = 0;               ///< relative error of the occupations that rounding may leave
  double flow_digits = kMostDigits;  ///< right ones of the flows, counted from the largest one
  double cancelled = 0;  ///< how many times the largest flow the terms are that it is a sum of
  /// Whether the occupations of all combinations of sites are within the bounds of a state: 0, and
  /// 1 of two-level systems.
  bool positive = true;
  Matrix moments = {};  ///< C_kl = <a_l^+ a_k> of a network with phases; empty otherwise
};

/// Keeps the relative error of occupations and q_p, and puts NaN in their place where it is more
/// than 1e-6.
void drop_lost_digits(NetworkState& state, double relative_rounding);

/// Whether the moments C_kl = <b_l^+ b_k>, of modes or sites, are those of a state up to rounding:
/// whether C, and 1 - C of fermions, have no eigenvalue below zero.
bool are_moments_of_a_state(const Matrix& moments, Statistics statistics, double relative_rounding);

/// Which bound is broken where the state is not positive. Empty: none. An equation that is not
/// completely positive can break it; its state is no physical one there, and its flows deserve
/// distrust.
std::string broken_bound(const NetworkState& state, Statistics statistics);

}  // namespace quflux::inline network
