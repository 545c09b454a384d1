#pragma once

#include <vector>

#include "quflux/core/sparse_matrix.h"

namespace quflux::inline hilbert {

/// The tensor product of sites. The state |n_0, n_1, ...> has the index n_0 * (d_1 d_2 ...) +
/// n_1 * (d_2 ...) + ...: the first site varies slowest, as in numpy.kron and QuTiP's tensor.
struct HilbertSpace {
  std::vector<Eigen::Index> dimensions;  ///< levels of each site, each at least 1
};

/// Dimension of the whole space. Throws Error when a site has no levels or the product overflows.
Eigen::Index dimension(const HilbertSpace& space);

/// The Kronecker product a (x) b.
Matrix kron(const Matrix& a, const Matrix& b);

/// The operator that acts as `op` on `site` and as the identity on all other sites.
/// Throws Error when the site does not exist or `op` does not have its dimension.
Matrix embed(const HilbertSpace& space, Eigen::Index site, const Matrix& op);

/// The same with the elements alone that are not zero.
SparseMatrix sparse_embed(const HilbertSpace& space, Eigen::Index site, const Matrix& op);

}  // namespace quflux::inline hilbert
