#pragma once

#include <vector>

#include "quflux/method/network/chain_order.h"
#include "quflux/method/network/network.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

/// Throws Error when a mode is damped by no bath, to the rounding of eigenvectors: its occupation
/// would be whatever it was in the beginning. `weights` are those of each bath, by modes;
/// degenerate modes count together, since a combination of them may be dark.
template <class Scalar>
void require_damped_modes(const RealVector& energies,
                          const std::vector<Eigen::VectorX<Scalar>>& weights,
                          double degeneracy_tolerance);

extern template void require_damped_modes(const RealVector&, const std::vector<RealVector>&,
                                          double);
extern template void require_damped_modes(const RealVector&, const std::vector<Vector>&, double);

/// What baths damp, by modes of fermions: sum_k q(k) alpha_k and sum_k p(k) beta_k.
struct DampedQuadratures {
  std::vector<RealVector> q;
  std::vector<RealVector> p;
};

/// The same for fermions. The two Majorana operators of a mode of no energy are damped one by one;
/// a product of two that are not, in one chain, is conserved.
void require_damped_fermions(const NormalModes& modes, const ChainOrder& order,
                             const DampedQuadratures& damped, double degeneracy_tolerance);

/// The weights of a bath without those at frequencies >= 0 where its rates are zero.
RealVector acting_weights(const NetworkBath& bath, const RealVector& weights,
                          const RealVector& frequencies);

/// Throws Error unless every eigenvalue of a drift matrix has a positive real part, or one that
/// rounding may have made negative: an equation that is not completely positive may have a mode
/// that grows, and a localised mode that hardly decays may seem to grow. Throws, too, where all are
/// rounding beside the frequencies.
void require_relaxation(const Vector& eigenvalues);

/// Those of the amplitudes, -x, by imaginary part, then real part.
Vector sorted_amplitudes(const Vector& eigenvalues);

/// Throws Error unless the sites that baths couple to have frequencies > 0.
void require_positive_bath_sites(const Network& network);

/// Where each group of degenerate energies (ascending; neighbours closer than the tolerance times
/// the largest) begins, and the number of energies.
std::vector<Eigen::Index> degenerate_groups(const RealVector& energies, double tolerance);

}  // namespace quflux::inline network
