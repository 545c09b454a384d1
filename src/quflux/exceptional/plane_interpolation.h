#pragma once

#include <optional>

#include "quflux/exceptional/matrix_family.h"

namespace quflux::inline exceptional {

/// A family on a rectangle by interpolation in products of Chebyshev points. None when 32 points
/// along each side do not resolve it to this part of it. Throws Error for an empty box and matrices
/// that are not allowed.
std::optional<PlaneFamily> interpolate(const PlaneFamily& family, const Box& box,
                                       double resolved = 1e-12);

}  // namespace quflux::inline exceptional
