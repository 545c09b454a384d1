#pragma once

#include <span>

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/model/model.h"

namespace quflux::inline master_equation {

/// The noise of the flow through a coupling, bond_current(), in the stationary state, by quantum
/// regression, Eq. (49),
///
///   S_I(w) = int dt e^{i w t} <{dI(t), dI(0)}>/2,   dI = I - <I>.
///
/// The coupling has no bond_obstacle(). Throws NoAnswer as steady_state().
RealVector bond_noise(const Model& model, const MasterEquation& equation,
                      const EquationOptions& options, std::size_t coupling,
                      std::span<const double> frequencies);

}  // namespace quflux::inline master_equation
