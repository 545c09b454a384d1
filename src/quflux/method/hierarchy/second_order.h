#pragma once

#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::inline hierarchy {

/// The equation that a hierarchy of one tier leaves for the stationary state, as a matrix that acts
/// on the columns of rho on each other: -i[H, rho] - sum_j [S_j, Y_j - Y_j^+], with
/// (Y_j)_ab = (R_j/2 + i Lambda_j)(E_b - E_a) (S_j rho)_ab, Eq. (63), without the first term.
/// `own`: turning(), and where there are channels, which tier 1 then has on its diagonal alone,
/// that of OwnEvolution. `shift` z: what the tier leaves in its Laplace transform at z, the
/// transforms taken at E_b - E_a + i z.
Matrix second_order_dissipator(const Hierarchy& hierarchy, const Vector& own, double shift = 0);

}  // namespace quflux::inline hierarchy
