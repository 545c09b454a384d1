#pragma once

#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/bath_factors.h"

namespace quflux::inline master_equation {

/// How Tr(M L_j[rho]) changes with the factors of a bath, Eq. (80): by 2 Re of the sum over
/// elements of a dA + b dB^*.
struct FactorGradient {
  Matrix a;
  Matrix b;
};

/// The gradient for Hermitian M and rho in the basis of the transitions; `rho_m` is rho M.
FactorGradient factor_gradient(const BathFactors& factors, const Transitions& transitions,
                               const Matrix& m, const Matrix& rho, const Matrix& rho_m);

/// How the factors change, d alpha S + alpha dS and likewise with beta.
struct FactorChange {
  Matrix a;
  Matrix b;
};

/// 2 Re of the sum over elements.
double contract(const FactorGradient& gradient, const FactorChange& change);

}  // namespace quflux::inline master_equation
