#pragma once

#include <optional>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// What the columns of `vectors` are in the eigenvectors of a symmetric tridiagonal matrix with
/// these elements on its diagonal and beside it, in the order of its eigenvalues `values`, which
/// ascend: a row for each, up to its sign. An eigenvector is solved for from both ends of the
/// matrix to where it is largest, in N steps, so that its tiny elements have their digits, too.
/// Nothing where eigenvalues are too close to each other for that, or where the matrix is of
/// blocks.
std::optional<RealMatrix> twisted_components(const RealVector& diagonal, const RealVector& beside,
                                             const RealVector& values, const RealMatrix& vectors);

}  // namespace quflux::inline numerics
