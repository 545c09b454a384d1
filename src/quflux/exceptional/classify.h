#pragma once

#include <optional>

#include "quflux/exceptional/exceptional_point.h"
#include "quflux/exceptional/refine.h"

namespace quflux::inline exceptional {

/// What coalesces at a refined candidate, without cycles and exponent: none when its eigenvalues do
/// not coalesce to 1e-9 of the family's variation, or when more than its k do.
std::optional<ExceptionalPoint> classify(const UnitFamily& family, const Candidate& candidate);

/// Whether the discriminant has no zero around a candidate, on the largest turn up to `radius` that
/// can be made: eigenvalues that are close all around pass classify() next to a coalescence, too.
bool is_spurious(const UnitFamily& family, const Candidate& candidate, double radius);

/// Adds cycles, exponent and the order of the discriminant's zero from turns around the point, no
/// larger than `radius`. A point where the discriminant has a multiple zero is moved to the
/// centroid of the zeros first, which is accurate where Newton's method is not. Where branches
/// permute, the point is exceptional however small its block is.
void complete_by_turns(const UnitFamily& family, Candidate& candidate, ExceptionalPoint& point,
                       double radius);

}  // namespace quflux::inline exceptional
