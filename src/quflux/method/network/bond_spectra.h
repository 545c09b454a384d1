#pragma once

#include <span>

#include "quflux/method/network/closed_moments.h"
#include "quflux/method/network/network.h"

namespace quflux::inline network {

// Of bonds that part the network in two, from one site to another one, by frequency.

/// The flow density of the local equation, whose integral is bond_flow(), Eq. (45): that of the
/// moments C(nu) = G Q G^+/(2 pi), G = (X - i nu)^-1. Throws NoAnswer as stationary_state().
RealVector local_flow_spectrum(const Network& network, Eigen::Index from, Eigen::Index to,
                               std::span<const double> frequencies, const EquationOptions& options);

/// That of the exact current: what the baths behind the bond give of exact_flow_spectra(). Throws
/// NoAnswer as exact_flows(), and where a bath acts on both sides of the bond.
RealVector exact_flow_spectrum(const Network& network, Eigen::Index from, Eigen::Index to,
                               std::span<const double> frequencies, const EquationOptions& options);

/// The noise of the flow through a bond, Eqs. (49) and (50): with I = sum_ij B_ij a_i^+ a_j,
///
///   X Y + Y X^+ - i w Y = [(1 - z C) B C + C B (1 - z C)]/2,   S_I(w) = Tr B [Y(w) + Y(-w)],
///
/// z = 1 of two-level systems and -1 of oscillators. Throws NoAnswer as stationary_state().
RealVector bond_noise(const Network& network, const ClosedEquation& equation, Eigen::Index from,
                      Eigen::Index to, std::span<const double> frequencies);

}  // namespace quflux::inline network
