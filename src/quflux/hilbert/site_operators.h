#pragma once

#include "quflux/core/matrix.h"

/// Operators of a single site. The basis is ordered by energy from the bottom: index 0 is the
/// ground state of a two-level system, the vacuum of an oscillator, the state m = -s of a spin.
namespace quflux::inline hilbert {

/// a |n> = sqrt(n) |n-1> on `levels` levels: the annihilation operator of an oscillator cut after
/// `levels` levels, and sigma = |g><e| for levels = 2. Throws Error for fewer than 1 level.
Matrix annihilation(Eigen::Index levels);

/// a^+ a = diag(0, 1, ..., levels - 1).
Matrix number(Eigen::Index levels);

/// x = a + a^+.
Matrix position(Eigen::Index levels);

/// p = -i (a - a^+).
Matrix momentum(Eigen::Index levels);

/// S^- |m> = sqrt(s(s+1) - m(m-1)) |m-1> of a spin s = 1/2, 1, 3/2, ...
/// Throws Error when 2s is not a positive integer, or 4096 and more.
Matrix spin_lowering(double spin);

/// S_x = (S^+ + S^-)/2.
Matrix spin_x(double spin);

/// S_y = (S^+ - S^-)/(2i).
Matrix spin_y(double spin);

/// S_z = diag(-s, ..., s).
Matrix spin_z(double spin);

/// Pauli matrices in the basis |g>, |e>: sigma_z = |e><e| - |g><g|.
Matrix sigma_x();
Matrix sigma_y();
Matrix sigma_z();

}  // namespace quflux::inline hilbert
