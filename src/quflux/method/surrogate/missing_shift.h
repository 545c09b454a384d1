#pragma once

#include <span>

#include "quflux/mapping/surrogate.h"
#include "quflux/model/system.h"

namespace quflux::inline surrogate {

/// What of the flows of second order is changed by the Lamb shift that a bath has and its modes
/// have not: their R(w) is fitted next to the transitions, and the shift comes of all frequencies.
/// The largest change of a flow of the Redfield equation by
///
///   sum_j S_j (Lambda_j - Lambda_j of the modes)(E_a - E_b) o S_j,
///
/// its Hermitian part. Zero for baths whose shift is not known, lamb_shift_obstacle(), and for
/// systems of more than some hundred elements of S_j.
double change_by_missing_shift(const System& system, ModeKind kind,
                               std::span<const SurrogateMode> modes);

}  // namespace quflux::inline surrogate
