#include "quflux/numerics/decompositions.h"

namespace Eigen {

template class HessenbergDecomposition<quflux::Matrix>;
template class ComplexSchur<quflux::Matrix>;
template class ComplexEigenSolver<quflux::Matrix>;
template ComplexSchur<quflux::Matrix>& ComplexSchur<quflux::Matrix>::compute(
    const EigenBase<quflux::Matrix>&, bool);
template ComplexEigenSolver<quflux::Matrix>& ComplexEigenSolver<quflux::Matrix>::compute(
    const EigenBase<quflux::Matrix>&, bool);
template class SelfAdjointEigenSolver<quflux::Matrix>;
template SelfAdjointEigenSolver<quflux::Matrix>& SelfAdjointEigenSolver<quflux::Matrix>::compute(
    const EigenBase<quflux::Matrix>&, int);
template class PartialPivLU<quflux::Matrix>;
template class PartialPivLU<quflux::RealMatrix>;
template class JacobiSVD<quflux::Matrix>;
template class JacobiSVD<quflux::RealMatrix>;

}  // namespace Eigen
