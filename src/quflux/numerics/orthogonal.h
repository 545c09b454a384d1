#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// Makes x orthogonal to orthonormal vectors, to rounding, and returns its parts along them: a step
/// of Arnoldi's method.
RealVector take_out(const std::vector<RealVector>& basis, RealVector& x);
Vector take_out(const std::vector<Vector>& basis, Vector& x);

}  // namespace quflux::inline numerics
