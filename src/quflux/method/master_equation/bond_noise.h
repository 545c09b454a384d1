#pragma once

#include <span>
#include <string>

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/model.h"

namespace quflux::inline master_equation {

/// Why energy does not flow through a coupling of a model from one part of it to the other; empty:
/// it does.
std::string bond_obstacle(const Model& model, std::size_t coupling);

/// The energy that flows through a coupling, from the part A of the model behind its first site,
///
///   I = i [H_A, V],   V what couples A to all else.
///
/// The coupling has no bond_obstacle().
Matrix bond_current(const Model& model, std::size_t coupling);

/// The noise of that flow in the stationary state, by quantum regression, Eq. (49),
///
///   S_I(w) = int dt e^{i w t} <{dI(t), dI(0)}>/2,   dI = I - <I>.
///
/// Throws NoAnswer as steady_state().
RealVector bond_noise(const Model& model, const MasterEquation& equation,
                      const EquationOptions& options, std::size_t coupling,
                      std::span<const double> frequencies);

}  // namespace quflux::inline master_equation
