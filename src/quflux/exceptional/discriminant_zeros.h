#pragma once

#include <optional>

#include "quflux/exceptional/unit_family.h"

namespace quflux::inline exceptional {

/// How many zeros, with multiplicity, the discriminant of an analytic family has in its box: the
/// turns of its phase along the boundary (the argument principle). The discriminant is that of the
/// `distinct` eigenvalues that are different at most parameters. None when the phase cannot be
/// followed, because a zero lies on the boundary.
std::optional<int> discriminant_zeros(const UnitFamily& family, Eigen::Index distinct);

}  // namespace quflux::inline exceptional
