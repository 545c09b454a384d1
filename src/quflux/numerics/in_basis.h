#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// vectors^+ op vectors. An operator with few elements costs no more than products of the blocks
/// that the elements of `vectors` form, as those of an eigenbasis do beside a conserved quantity.
Matrix in_basis(const Matrix& vectors, const Matrix& op);

}  // namespace quflux::inline numerics
