#pragma once

#include <functional>
#include <vector>

#include "quflux/method/network/network.h"

namespace quflux::inline network {

/// A bond whose removal parts the network in two, and the piece on which its flow is measured: the
/// one with the site `inner`; or a bond of a loop.
struct Bond {
  Eigen::Index inner;
  Eigen::Index outer;
  std::vector<Eigen::Index> neighbours;  ///< `inner` and its neighbours other than `outer`
  double sign;                           ///< 1 when the flow counts from inner to outer, else -1
  bool loop = false;                     ///< whether the sites are connected without it
};

/// The bond between two sites. Its flow counts from `from` to `to` and is measured on a piece whose
/// end at the bond no bath touches, if there is one: through an exchange coupling a bath at the end
/// feeds the bond itself too. Throws NoAnswer for position couplings in a network with loops or
/// phases.
Bond bond(const Network& network, Eigen::Index from, Eigen::Index to);

/// The energy per unit time that the bond takes from the Hamiltonian H_L of the piece,
///
///   J = -i <[H_L, H_bond]> = sum_l [T_li V_io <p_l q_o> - V_li T_io <q_l p_o>],
///
/// with i the inner and o the outer site, l the sites of the piece, V and T of NormalModes, and the
/// sign of the bond. `q_p(i, l)` is <q_i p_l + p_l q_i>/2, for fermions -Im C_il.
///
/// In the stationary state it is the flow of the baths behind the piece when they act on nothing
/// else, as in the exact state and the local equation. In an exchange network the partial secular
/// and Redfield equations fulfil this up to the bonds next to a bath. The global equation drops the
/// coherences that carry the flow, and gives none.
///
/// A bond of a loop parts nothing. Of exchange couplings the energy of the sites, e_i = Re (h
/// C)_ii, half of each bond counted at either end, flows through bonds alone, d e_i/dt = sum_l
/// J_{l->i}:
///
///   J_{i->o} = -2 Im[h_io E_oi],   E = (h C + C h)/2.
double bond_flow(const Network& network, const Bond& bond,
                 const std::function<double(Eigen::Index, Eigen::Index)>& q_p);

/// The same from the moments C_kl = <a_l^+ a_k> of an exchange network whose h may be complex. A
/// flux through a loop drives currents in equilibrium, too.
double bond_flow_of_moments(const Network& network, const Bond& bond,
                            const std::function<Complex(Eigen::Index, Eigen::Index)>& moment);

}  // namespace quflux::inline network
