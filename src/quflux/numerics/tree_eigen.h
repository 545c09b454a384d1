#pragma once

#include <optional>

#include "quflux/core/matrix.h"
#include "quflux/numerics/eigen_components.h"

namespace quflux::inline numerics {

/// The same as eigen_components() of a matrix whose elements off the diagonal have no loop, as
/// those of a chain or a tree of sites; none of others. It takes N^2 steps for each of the vectors
/// and for each of the log N levels at which sites part the tree in halves: Cuppen's method, at
/// sites.
std::optional<EigenComponents> tree_components(const RealMatrix& symmetric,
                                               const RealMatrix& vectors);

}  // namespace quflux::inline numerics
