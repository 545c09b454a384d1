#pragma once

#include <span>
#include <vector>

#include "quflux/core/matrix.h"

/// Matrix elements of Hermitian matrices as real numbers. A map that gives Hermitian matrices for
/// Hermitian ones, such as every generator, is a real matrix in the basis of
///
///   rho_aa,   sqrt(2) Re rho_ab in the place of rho_ab,   sqrt(2) Im rho_ab in that of rho_ba,
///
/// where rho_ab is whichever of the two comes first; the basis change is unitary.
namespace quflux::inline solve {

/// Writes where in `elements`, ascending indices of elements of a d x d matrix in column order, the
/// adjoint of each is. False: they do not contain the adjoints of all.
bool find_adjoints(std::span<const Eigen::Index> elements, Eigen::Index dimension,
                   std::vector<Eigen::Index>& adjoints);

/// The matrix of such a map in that basis; `result` has the size of `m`.
void find_real(const Matrix& m, const std::vector<Eigen::Index>& adjoints, RealMatrix& result);

/// The matrix elements behind the real numbers; `result` has the size of `real`.
void find_elements(const RealVector& real, const std::vector<Eigen::Index>& adjoints,
                   Vector& result);

}  // namespace quflux::inline solve
