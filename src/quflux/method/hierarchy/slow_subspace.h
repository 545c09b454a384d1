#pragma once

#include "quflux/method/hierarchy/sector_hierarchy.h"

namespace quflux::inline hierarchy {

/// The invariant subspace of the eigenvalues of a sector that are closest to some number.
struct SlowSubspace {
  Matrix basis;     ///< orthonormal columns
  Matrix block;     ///< basis^+ L basis, with those eigenvalues
  double residual;  ///< |L basis - basis block|, in units of an energy
};

struct SlowSubspaceOptions {
  Complex shift;       ///< none of these eigenvalues, or (L - shift)^-1 does not exist
  Eigen::Index count;  ///< how many
  double residual;     ///< to be reached
  double energy;       ///< its unit: as L is large
};

/// By iteration with (L - shift)^-1 on all vectors at once, each product by GMRES. Unlike single
/// eigenvalues, the block is smooth where some of them coalesce. `start`: vectors close to the
/// subspace; without them it begins with the density matrices of the second-order equation.
/// Throws NoAnswer where the subspace does not settle: more eigenvalues are as close.
SlowSubspace slow_subspace(const SectorHierarchy& hierarchy, const SlowSubspaceOptions& options,
                           const Matrix& start = {});

/// The eigenvalues of the second-order equation with its memory at `shift`, all of tier 0: what the
/// slow ones of the hierarchy are close to.
Vector second_order_eigenvalues(const SectorHierarchy& hierarchy, Complex shift);

}  // namespace quflux::inline hierarchy
