#pragma once

#include <optional>

#include "quflux/exceptional/refine.h"

namespace quflux::inline exceptional {

/// Moves a candidate in a plane of two real parameters to a critical point of the power sum P_2 of
/// its eigenvalues, by Newton's method on the gradient. Where the discriminant has a zero of even
/// order (eigenvalues that cross on a curve, a cone, two curves of exceptional points that cross),
/// P_2 has no slope and refine() is slow; its gradient has one.
///
/// The rank is that of the second derivatives: 2 at an isolated point or where curves cross, 1
/// along a curve. None as for refine(). That P_2 vanishes there is for the caller to check.
std::optional<Refined> refine_critical(const UnitFamily& family, const Candidate& start,
                                       double reach);

}  // namespace quflux::inline exceptional
