#pragma once

#include "quflux/generator/generator.h"

namespace quflux::inline generator {

/// J_j = Tr(H L_j[rho]), the energy that flows from each bath j into the system per unit time, in
/// the order of the baths. `rho` is in the basis of the model. In the stationary state the flows
/// sum to zero.
RealVector energy_flows(const Generator& generator, const Matrix& rho);

/// The same for a state in the energy basis, in the memory of an earlier result:
///
///   J_j = 2 Re sum over terms and b, a with the same row r of (E_r - E_b) A_ra B_rb^* rho_ab,
///
/// a sum of energies times rates, without the zero of energy.
void find_energy_flows(const Generator& generator, const Matrix& state, RealVector& result);

}  // namespace quflux::inline generator
