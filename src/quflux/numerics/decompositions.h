#pragma once

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <Eigen/SVD>

#include "quflux/core/matrix.h"

/// The decompositions of Eigen that several files need, for matrices of the sizes of core/matrix.h.
/// They are instantiated once, in decompositions.cc: a file that does so by itself takes up to a
/// minute to compile.
namespace Eigen {

extern template class HessenbergDecomposition<quflux::Matrix>;
extern template class ComplexSchur<quflux::Matrix>;
extern template class ComplexEigenSolver<quflux::Matrix>;
extern template ComplexSchur<quflux::Matrix>& ComplexSchur<quflux::Matrix>::compute(
    const EigenBase<quflux::Matrix>&, bool);
extern template ComplexEigenSolver<quflux::Matrix>& ComplexEigenSolver<quflux::Matrix>::compute(
    const EigenBase<quflux::Matrix>&, bool);
extern template class SelfAdjointEigenSolver<quflux::Matrix>;
extern template SelfAdjointEigenSolver<quflux::Matrix>&
SelfAdjointEigenSolver<quflux::Matrix>::compute(const EigenBase<quflux::Matrix>&, int);
extern template class PartialPivLU<quflux::Matrix>;
extern template class PartialPivLU<quflux::RealMatrix>;
extern template class JacobiSVD<quflux::Matrix>;
extern template class JacobiSVD<quflux::RealMatrix>;

}  // namespace Eigen
