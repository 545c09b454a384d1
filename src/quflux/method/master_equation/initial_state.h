#pragma once

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/course.h"

namespace quflux::inline master_equation {

/// The density matrix at t = 0 of a model with the Hamiltonian H, in the basis of the model;
/// a stationary state of a model with other numbers is that of the equation.
Matrix initial_state(const InitialState& state, const Model& model, const Matrix& hamiltonian,
                     const MasterEquation& equation, const EquationOptions& options);

/// That of a site on its own, with its terms.
Matrix own_hamiltonian(const Model& model, const Site& site);

}  // namespace quflux::inline master_equation
