#pragma once

#include "quflux/generator/generator.h"

namespace quflux::inline generator {

/// J_j = Tr(H L_j[rho]), the energy that flows from each bath j into the system per unit time, in
/// the order of the baths. `rho` is in the basis of the model. In the stationary state the flows
/// sum to zero.
RealVector energy_flows(const Generator& generator, const Matrix& rho);

/// Flows by bath, and what they are sums of.
template <class Real>
struct FlowSums {
  BasicRealVector<Real> flows;
  RealVector sizes;  ///< the sums of the absolute values: what cancels to the flows
  RealVector most;   ///< the same with 1 in the place of all elements of the state
};

/// The same for a state in the energy basis, in the memory of an earlier result:
///
///   J_j = 2 Re sum over terms and b, a with the same row r of (E_r - E_b) A_ra B_rb^* rho_ab,
///
/// a sum of energies times rates, without the zero of energy.
template <class Real>
void find_energy_flows(const BasicGenerator<Real>& generator, const BasicMatrix<Real>& state,
                       FlowSums<Real>& result);

extern template void find_energy_flows(const BasicGenerator<double>&, const Matrix&,
                                       FlowSums<double>&);
extern template void find_energy_flows(const BasicGenerator<DoubleDouble>&,
                                       const BasicMatrix<DoubleDouble>&, FlowSums<DoubleDouble>&);

}  // namespace quflux::inline generator
