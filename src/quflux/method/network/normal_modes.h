#pragma once

#include <vector>

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
/// Without position couplings V = T = h, and both are the orthogonal matrix of eigenvectors of h.
///
/// For fermions q and p are the Majorana operators alpha/sqrt(2) and beta/sqrt(2) of the
/// Jordan-Wigner transformation, and with the singular values of majorana_matrix(), M = U E W^T,
/// from_q = U and from_p = W, both orthogonal. A mode of exchange alone whose energy would be
/// negative is counted by its holes.
struct NormalModes {
  RealVector energies;  ///< ascending, > 0; >= 0 of fermions
  RealMatrix from_q;
  RealMatrix from_p;  ///< empty when it is the same as from_q
  /// Sites of fermions whose position is p instead of q, see ChainOrder.
  std::vector<Eigen::Index> p_sites = {};
  /// Energies less a common one, whose differences have the digits of the splittings; empty where
  /// the energies have no more.
  RealVector detunings = {};

  const RealMatrix& to_p() const { return from_p.size() > 0 ? from_p : from_q; }
  /// How many of the first modes have no energy at all.
  Eigen::Index zero_modes() const { return (energies.array() == 0).count(); }
};

/// V of the potential energy q^T V q / 2.
RealMatrix potential_matrix(const Network& network);

/// Throws NoAnswer unless the lowest energy of oscillators is > 0.
void require_positive_modes(double lowest);

/// Throws Error when a mode of oscillators has no positive energy: the couplings are stronger than
/// the frequencies. Energies of fermions below the rounding of the largest are zero.
NormalModes normal_modes(const Network& network);

/// The modes of the sites of a chain of fermions without their couplings, in the order of the
/// sites.
NormalModes uncoupled_modes(const Network& network);

/// Energies of fermions up to this fraction of the largest are no energy at all.
inline constexpr double kZeroMode = 1e-12;

/// The same energies >= 0, or modes, with those up to a fraction of the largest set to zero.
RealVector with_zero_modes(const RealVector& energies, double fraction);
NormalModes with_zero_modes(NormalModes modes, double fraction);

/// Whether a bath is at one of p_sites.
bool couples_through_p(const NormalModes& modes, const NetworkBath& bath);

/// How a bath couples to the modes, through O_j = sum_k [rotating(k) b_k + counter(k) b_k^+].
struct ModeWeights {
  RealVector rotating;
  RealVector counter;
};

/// The bath operator is S_j = sum_i v_ji (a_i + a_i^+) = sum_k s_k (b_k + b_k^+) with s = from_q^T
/// v_j when baths couple by positions, and A_j = sum_i v_ji a_i when they couple by exchange, with
/// the weights (from_q +- from_p)^T v_j/2: position couplings between sites squeeze the modes.
/// Where it couples through p, from_p takes the place of from_q; the common phase of all b_k is
/// left out.
ModeWeights mode_weights(const NormalModes& modes, const NetworkBath& bath, BathCoupling coupling);

}  // namespace quflux::inline network
