#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/method/network/network_equation.h"
#include "quflux/method/network/normal_modes.h"

namespace quflux::inline network {

/// One bath, by modes (or sites): s_jk, kappa_j(e_k) and z_jk, from which
///
///   (K_j)_kl = f s_k s_l kappa_l,   (Q_j - K_j C_0 - C_0 K_j^+)_kl = f s_k s_l (z_k + conj(z_l)).
struct AmplitudeBath {
  std::size_t bath;    ///< its place in the network
  RealVector weights;  ///< s_jk
  Vector damping;      ///< kappa_j(e_k)
  Vector drive;        ///< z_jk
};

/// The equation of the moments of a network in the equations that do not mix a and a^+,
///
///   dC/dt = -X C - C X^+ + sum_j Q_j,   X = i h + sum_j K_j,   C_kl = <b_l^+ b_k>,
///
/// for the deviation D = C - C_0 from an equilibrium C_0 that commutes with h. It is a kind of its
/// own beside LinearGenerator: N x N matrices, and no density matrix.
struct AmplitudeEquation {
  Statistics statistics;
  RealMatrix h;
  bool diagonal;         ///< h, in the basis of modes
  RealVector detunings;  ///< of a diagonal h less a multiple of one, with the digits of splittings
  RealVector equilibrium;  ///< the diagonal of C_0
  Eigen::Index baths;
  std::vector<AmplitudeBath> terms;  ///< one for each bath, then what else they do
  /// First index of each block that is solved by itself, and the size.
  std::vector<Eigen::Index> blocks;
  std::function<bool(Eigen::Index, Eigen::Index)> kept;  ///< f, within a block
  bool completely_positive;
};

/// The global or partial secular equation, in the basis of the normal modes. Throws NoAnswer as
/// stationary_state().
AmplitudeEquation mode_equation(const Network& network, const NormalModes& modes,
                                NetworkEquation equation, const EquationOptions& options);

/// The local equation, in the basis of the sites. Throws NoAnswer as stationary_state().
AmplitudeEquation site_equation(const Network& network, const EquationOptions& options);

/// The normal modes, with the zero modes that an equation of fermions does not tell from modes of
/// small energies. Throws NoAnswer as normal_modes().
NormalModes resolved_modes(const Network& network, NetworkEquation equation,
                           const EquationOptions& options);

/// Throws NoAnswer unless the baths damp every mode, without which no stationary state is unique;
/// of the modes, and of the local equation.
void require_damping_of_modes(const Network& network, const NormalModes& modes,
                              const EquationOptions& options);
void require_damping_of_sites(const Network& network, const EquationOptions& options);

/// X, whose eigenvalues are those of the amplitudes, d<b>/dt = -X <b>.
Matrix drift(const AmplitudeEquation& equation);

/// sum_j Q_j.
Matrix drive(const AmplitudeEquation& equation);

/// Calls visit(k, l) for the elements of K_j that do not vanish, within one block.
template <class Visit>
void for_kept(const AmplitudeEquation& equation, const AmplitudeBath& term, Eigen::Index begin,
              Eigen::Index end, const Visit& visit) {
  for (Eigen::Index l = begin; l < end; ++l) {
    if (term.weights(l) == 0) continue;
    for (Eigen::Index k = begin; k < end; ++k) {
      if (term.weights(k) != 0 && equation.kept(k, l)) visit(k, l);
    }
  }
}

}  // namespace quflux::inline network
