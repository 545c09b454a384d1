#pragma once

#include <span>
#include <vector>

#include "quflux/core/double_double.h"
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
template <class Real>
void find_real(const BasicMatrix<Real>& m, const std::vector<Eigen::Index>& adjoints,
               BasicRealMatrix<Real>& result);

/// The matrix elements behind the real numbers; `result` has the size of `real`.
template <class Real>
void find_elements(const BasicRealVector<Real>& real, const std::vector<Eigen::Index>& adjoints,
                   BasicVector<Real>& result);

extern template void find_real(const Matrix&, const std::vector<Eigen::Index>&, RealMatrix&);
extern template void find_real(const BasicMatrix<DoubleDouble>&, const std::vector<Eigen::Index>&,
                               BasicRealMatrix<DoubleDouble>&);
extern template void find_elements(const RealVector&, const std::vector<Eigen::Index>&, Vector&);
extern template void find_elements(const BasicRealVector<DoubleDouble>&,
                                   const std::vector<Eigen::Index>&, BasicVector<DoubleDouble>&);

/// The real numbers behind the matrix elements of a Hermitian matrix; `result` has their size.
void find_reals(const Vector& elements, const std::vector<Eigen::Index>& adjoints,
                RealVector& result);

}  // namespace quflux::inline solve
