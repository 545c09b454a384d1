#pragma once

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"

namespace quflux::inline network {

/// The uncoupled modes of a network, H = sum_k energies(k) b_k^+ b_k (+ a constant).
///
/// With canonical coordinates a = (q + i p)/sqrt(2) the Hamiltonian is (q^T V q + p^T T p)/2 with
/// T = exchange and V = exchange + 2 position, and with T^(1/2) V T^(1/2) = R E^2 R^T
///
///   q = from_q Q,  from_q = T^(1/2) R E^(-1/2),     p = from_p P,  from_p = T^(-1/2) R E^(1/2).
///
/// Without position couplings V = T = h, both are the orthogonal matrix of eigenvectors of h, and
/// the same holds for the fermions of a chain of two-level systems.
struct NormalModes {
  RealVector energies;  ///< ascending, > 0
  RealMatrix from_q;
  RealMatrix from_p;  ///< empty when it is the same as from_q

  const RealMatrix& to_p() const { return from_p.size() > 0 ? from_p : from_q; }
};

/// V of the potential energy q^T V q / 2.
RealMatrix potential_matrix(const Network& network);

/// Throws Error when a mode has no positive energy: the couplings are stronger than the
/// frequencies.
NormalModes normal_modes(const Network& network);

/// How a bath couples to the modes, through O_j = sum_k [rotating(k) b_k + counter(k) b_k^+].
struct ModeWeights {
  RealVector rotating;
  RealVector counter;
};

/// The bath operator is S_j = sum_i v_ji (a_i + a_i^+) = sum_k s_k (b_k + b_k^+) with s = from_q^T
/// v_j when baths couple by positions, and A_j = sum_i v_ji a_i when they couple by exchange, with
/// the weights (from_q +- from_p)^T v_j/2: position couplings between sites squeeze the modes.
ModeWeights mode_weights(const NormalModes& modes, const NetworkBath& bath, BathCoupling coupling);

}  // namespace quflux::inline network
