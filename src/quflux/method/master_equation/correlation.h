#pragma once

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/course.h"

namespace quflux::inline master_equation {

/// The product of site operators, which need not be Hermitian.
Matrix site_product(const Model& model, const std::vector<SiteOperator>& factors);

/// <A(t) B(0)> = Tr[A exp(L t) (B rho)] at the times of a course, where rho is its initial state:
/// the quantum regression theorem, Eq. (48). A and B are any d x d matrices. Throws NoAnswer as
/// steady_state() where the initial state is a stationary one, and where the course has drives.
Vector correlation(const Model& model, const MasterEquation& equation,
                   const EquationOptions& options, const Matrix& a, const Matrix& b,
                   const Course& course);

}  // namespace quflux::inline master_equation
