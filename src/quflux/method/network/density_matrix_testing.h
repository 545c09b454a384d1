#pragma once

#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/network/network_equation.h"
#include "quflux/method/network/network_state.h"
#include "quflux/model/model.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline network::chain_testing {

/// The same model on the road of the density matrix: flows and occupations.
inline NetworkState density_matrix_state(const Model& model, NetworkEquation equation,
                                         const EquationOptions& options) {
  const Generator generator =
      make_generator(to_system(model), find_master_equation(name(equation)), options);
  const Matrix rho = steady_state(generator);
  NetworkState state;
  state.flows = energy_flows(generator, rho);
  state.occupations = RealVector::Zero(static_cast<Eigen::Index>(model.sites.size()));
  for (std::size_t i = 0; i < model.sites.size(); ++i) {
    state.occupations(static_cast<Eigen::Index>(i)) =
        (product_operator(model, {{model.sites[i].name, "n"}}) * rho).trace().real();
  }
  return state;
}

}  // namespace quflux::inline network::chain_testing
