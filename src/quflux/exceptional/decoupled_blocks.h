#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline exceptional {

/// Sets of indices that no element connects in any of the matrices: a family with those samples
/// splits into blocks whose eigenvalues never meet in an exceptional point. Elements up to 1e-14 of
/// the largest count as zero. Each block ascends; blocks in the order of their first index.
std::vector<std::vector<Eigen::Index>> decoupled_blocks(const std::vector<Matrix>& samples);

}  // namespace quflux::inline exceptional
