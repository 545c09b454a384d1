#pragma once

#include "quflux/core/double_double.h"
#include "quflux/core/matrix.h"

namespace quflux::inline core {

/// Of numbers of 31 digits.
using PreciseMatrix = BasicMatrix<DoubleDouble>;
using PreciseRealMatrix = BasicRealMatrix<DoubleDouble>;
using PreciseRealVector = BasicRealVector<DoubleDouble>;

}  // namespace quflux::inline core
