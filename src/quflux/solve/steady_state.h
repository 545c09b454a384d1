#pragma once

#include "quflux/equation/generator.h"

namespace quflux {

/// The stationary density matrix of a generator: L[rho] = 0, Tr rho = 1, in the basis of the model.
/// Global and local equations give a positive rho; partial_secular and redfield need not.
/// Throws Error when the stationary state is not unique.
Matrix steady_state(const Generator& generator);

/// Smallest eigenvalue of a density matrix: below zero where an equation that is not completely
/// positive fails.
double min_eigenvalue(const Matrix& rho);

/// Tr rho^2.
double purity(const Matrix& rho);

}  // namespace quflux
