#pragma once

#include "quflux/generator/dressing.h"
#include "quflux/generator/generator.h"

namespace quflux::inline generator {

/// L_j(s)[rho], in the energy basis, with the energy from bath j counted, Eq. (67).
Matrix dissipate_dressed(const Generator& generator, std::size_t bath, Dressing dressing, double s,
                         const Matrix& rho);

/// (d/ds)^order L_j(s)[rho] at s = 0, order >= 1. With the gains g = E_row - E_column of the
/// elements of A and B it is a sum of products that hold no difference of large numbers,
///
///   2^-n sum_i (n over i) [A_i rho B_{n-i}^+ - (-1)^{n-i} B_{n-i}^+ A_i rho] + h.c.,
///
/// A_i = g^i A element by element, for the dressing of the system, and (-w)^n A rho B^+ + h.c. for
/// that by quanta.
template <class Real>
BasicMatrix<Real> dissipate_derivative(const BasicGenerator<Real>& generator, std::size_t bath,
                                       Dressing dressing, int order, const BasicMatrix<Real>& rho);

extern template Matrix dissipate_derivative(const Generator&, std::size_t, Dressing, int,
                                            const Matrix&);
extern template BasicMatrix<DoubleDouble> dissipate_derivative(const BasicGenerator<DoubleDouble>&,
                                                               std::size_t, Dressing, int,
                                                               const BasicMatrix<DoubleDouble>&);

/// What is counted of bath j as a functional of rho in the energy basis, its columns on each other:
/// Tr L_j'(0)[rho]. In the dressing of the system it is the flow J_j = Tr(H L_j[rho]).
template <class Real>
BasicVector<Real> counted_flow(const BasicGenerator<Real>& generator, std::size_t bath,
                               Dressing dressing);

extern template Vector counted_flow(const Generator&, std::size_t, Dressing);
extern template BasicVector<DoubleDouble> counted_flow(const BasicGenerator<DoubleDouble>&,
                                                       std::size_t, Dressing);

}  // namespace quflux::inline generator
