#pragma once

#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

/// Stationary states of oscillator networks in equations that mix a and a^+, from the 2 N x 2 N
/// covariance s = <{x, x^T}>/2 of x = (q, p),
///
///   d s/dt = -A s - s A^T + D,   A = A_H + sum_j A_j,   J_j = Tr[H (D_j - A_j s - s A_j^T)]/2,
///
/// with H the matrix of the energy x^T H x / 2.
/// Throws Error as stationary_state() does.
NetworkState redfield_covariance_state(const Network& network, const EquationOptions& options);

/// The local equation with position couplings.
NetworkState local_covariance_state(const Network& network, const EquationOptions& options);

/// A of the two, in the (q, p) of the sites.
RealMatrix redfield_covariance_drift(const Network& network, const EquationOptions& options);
RealMatrix local_covariance_drift(const Network& network, const EquationOptions& options);

}  // namespace quflux::inline network
