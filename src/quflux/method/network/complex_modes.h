#pragma once

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"

/// Networks whose couplings have phases. What normal_modes.h does with real matrices in q and p is
/// done here with complex ones in z = (a, a^+).
namespace quflux::inline network {

/// The normal modes of a network with phases, H = sum_k energies(k) b_k^+ b_k (+ a constant),
/// a = u b + v b^+.
struct ComplexModes {
  RealVector energies;  ///< ascending, > 0
  Matrix u;
  Matrix v;  ///< empty when it is zero: no position couplings

  /// [[u, v], [conj v, conj u]], which takes (b, b^+) to (a, a^+).
  Matrix both() const;
};

/// h.
Matrix exchange_matrix(const Network& network);

/// K of H = z^+ K z / 2 (+ a constant), with p the position couplings K = [[h + p, p], [p, conj(h +
/// p)]].
Matrix energy_matrix(const Network& network);

/// From the eigenvectors of h or, with position couplings, by Colpa's way, Physica A 93, 327
/// (1978): with K = L L^+ and L^+ diag(1, -1) L = W diag(e, -e) W^+, both() is L^(-+) W diag(e,
/// e)^(1/2). Throws NoAnswer when a mode has no positive energy.
ComplexModes complex_modes(const Network& network);

/// s of the bath operator S_j = sum_k [s_k b_k + conj(s_k) b_k^+], or A_j = sum_k s_k b_k where
/// baths couple by exchange. Throws NoAnswer for exchange baths beside position couplings.
Vector mode_weights(const ComplexModes& modes, const NetworkBath& bath, BathCoupling coupling);

}  // namespace quflux::inline network
