#pragma once

#include <string>

#include "quflux/method/equation.h"
#include "quflux/model/model.h"

/// The matrices behind the results, in the basis of the model. Superoperators act on vec(rho), the
/// columns of rho stacked on each other: vec(A rho B) = (B^T (x) A) vec(rho), as in QuTiP.
namespace quflux::inline study {

/// L of d rho/dt = L[rho], d^2 x d^2. Throws Error for an equation without a density matrix.
Matrix liouvillian(const Model& model, const Equation& equation);

/// L_j of one bath. Throws Error when there is no bath of that name.
Matrix dissipator(const Model& model, const std::string& bath, const Equation& equation);

}  // namespace quflux::inline study
