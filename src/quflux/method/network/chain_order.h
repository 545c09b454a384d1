#pragma once

#include <vector>

#include "quflux/method/network/network.h"

namespace quflux::inline network {

/// How two-level systems stand in their open chains. A Jordan-Wigner transformation along them
/// makes fermions, and of the positions x of the two ends of a chain
///
///   x = a + a^+                 at the first site,
///   x = parity (a^+ - a)        at the last one,
///
/// where the parity of the chain's quanta commutes with H and drops out of all that is quadratic.
struct ChainOrder {
  std::vector<Eigen::Index> chain;  ///< of each site
  std::vector<Eigen::Index> place;  ///< of each site in its chain
  /// Last sites of chains of two or more; the first site of a chain comes first in the network.
  std::vector<Eigen::Index> last_sites;
};

/// Throws NoAnswer where a site has more than two neighbours or a chain is closed.
ChainOrder chain_order(const Network& network);

/// The elements of `after` where the site of the row comes after that of the column in its chain,
/// and else those of `before`.
RealMatrix by_order(const ChainOrder& order, const RealMatrix& after, const RealMatrix& before);

/// M of H = (i/2) sum_il M_il alpha_i beta_l (and a constant) with the Majorana operators alpha =
/// a + a^+ and beta = i (a^+ - a): exchange h on and above the diagonal, in the order of the chain,
/// and h + 2 k below it, k the position couplings, Eq. (38). Symmetric where there are none.
RealMatrix majorana_matrix(const Network& network, const ChainOrder& order);

}  // namespace quflux::inline network
