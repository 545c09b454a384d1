#pragma once

#include <string>
#include <vector>

#include "quflux/bath/reservoir.h"
#include "quflux/core/matrix.h"

namespace quflux::inline network {

/// What the modes of a network are: oscillators are bosons, the two-level systems of a chain become
/// fermions by a Jordan-Wigner transformation.
enum class Statistics { fermions, bosons };

/// A reservoir and the sites it couples to, S_j = sum_i weights(i) (a_i + a_i^+).
struct NetworkBath {
  std::string name;
  RealVector weights;  ///< v_j; a single bath at a site is a unit vector
  Reservoir reservoir;
};

/// A quasi-free network of N sites,
///
///   H = sum_il h(i,l) a_i^+ a_l + sum_{i<l} position(i,l) (a_i + a_i^+)(a_l + a_l^+),
///   h = exchange + i exchange_imaginary.
///
/// Fermions stand for the two-level systems of open chains, whose neighbours are coupled; a_i^+ a_l
/// and the positions are then those of the two-level systems, and baths are at the ends of chains,
/// see ChainOrder. Units: hbar = k_B = 1.
struct Network {
  Statistics statistics = Statistics::bosons;
  RealMatrix exchange;  ///< Re h, N x N, symmetric: frequencies on the diagonal
  RealMatrix position;  ///< N x N, symmetric with a zero diagonal; empty: none
  std::vector<NetworkBath> baths;
  RealMatrix exchange_imaginary = {};  ///< Im h, antisymmetric; empty: no coupling has a phase
};

/// Whether couplings have phases: h is complex, and what is written for real matrices does not
/// hold.
bool has_phases(const Network& network);

/// Whether sites couple through their positions, so that H does not conserve the quanta.
bool has_position_coupling(const Network& network);

/// Whether two different sites are.
bool are_coupled(const Network& network, Eigen::Index i, Eigen::Index l);

/// Throws Error when sizes differ, a matrix is not symmetric or not finite, or a reservoir is not
/// allowed.
void validate(const Network& network);

/// f(w) = 1/(exp(w/T) - 1) of a bosonic mode, w > 0, and 1/(exp(w/T) + 1) of a fermionic one,
/// w >= 0, which is 1/2 at w = 0; T >= 0.
double occupation(Statistics statistics, double frequency, double temperature);

/// f(w_b/T_b) - f(w_a/T_a) without cancellation when the two are close.
double occupation_difference(Statistics statistics, double frequency_b, double temperature_b,
                             double frequency_a, double temperature_a);

}  // namespace quflux::inline network
