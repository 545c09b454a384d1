#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// Rounding of the largest of some energies over the smallest difference of two, where those that
/// differ by up to the fraction `same` of the largest are equal. `energies` ascend.
double rounding_over_splitting(const RealVector& energies, double same);

}  // namespace quflux::inline numerics
