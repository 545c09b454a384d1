#pragma once

#include <functional>

#include "quflux/model/course.h"

namespace quflux::inline master_equation {

/// The density matrix at t = 0 of a model with the Hamiltonian H, in the basis of the model;
/// `stationary` gives the stationary state of the same equation for a model with other numbers.
Matrix initial_state(const InitialState& state, const Model& model, const Matrix& hamiltonian,
                     const std::function<Matrix(const Model&)>& stationary);

/// That of a site on its own, with its terms.
Matrix own_hamiltonian(const Model& model, const Site& site);

}  // namespace quflux::inline master_equation
