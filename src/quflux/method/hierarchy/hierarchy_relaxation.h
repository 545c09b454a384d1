#pragma once

#include "quflux/road/relaxation.h"

namespace quflux::inline hierarchy {

/// Slow eigenvalues of the hierarchical equations of motion, of models with a parity: the
/// coherences of positive frequency in the odd half of the hierarchy, and in the even half
/// populations and coherences of nearly equal energies.
///
/// Meetings are a sum over tiers, as converged_flows(): with p(K, N) the place in N tiers of K
/// exponentials a bath,
///
///   p = p(K_2, 2) + sum_{N > 2} [p(K_N, N) - p(K_N, N - 1)],
///
/// each K_N as large as the tolerance asks for. Amplitudes are pinned to the rate and the Lamb
/// shift at the mean frequency of the coherences, see pin_amplitudes(): the Lamb shift decides
/// where eigenvalues meet. The error is what further exponentials and tiers would add, as the last
/// ones let expect.
const Relaxation& hierarchy_relaxation();

}  // namespace quflux::inline hierarchy
