#pragma once

#include <functional>
#include <span>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// How many maxima a function has inside an interval, by its interpolation in Chebyshev points of
/// pieces, to some 15 digits. `poles`: those of the function that are close, with Im <= 0 or >= 0:
/// a piece is shorter than they are away. A slope below 1e-12 of what the function is on a piece of
/// that length is none. Throws NoAnswer where it takes more than 10,000 pieces.
int count_maxima(const std::function<RealVector(std::span<const double>)>& f, double from,
                 double to, const Vector& poles);

}  // namespace quflux::inline numerics
