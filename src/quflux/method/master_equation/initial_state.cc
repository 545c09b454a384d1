#include "quflux/method/master_equation/initial_state.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/system_builder.h"
#include "quflux/numerics/gibbs_state.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {

Matrix own_hamiltonian(const Model& model, const Site& site) {
  Model alone;
  alone.sites = {site};
  std::ranges::copy_if(model.terms, std::back_inserter(alone.terms),
                       [&](const Term& term) { return term.site == site.name; });
  std::ranges::copy_if(
      model.couplings, std::back_inserter(alone.couplings), [&](const Coupling& coupling) {
        return acts_on_one_site(coupling) && coupling.operators.front().site == site.name;
      });
  return SystemBuilder(alone).build(alone).hamiltonian;
}

namespace {

Matrix state_of_site(const SiteState& state, const Model& model, const Site& site) {
  return std::visit(Overload{[&](const InLevel& in) -> Matrix {
                               const Eigen::Index levels = level_count(site);
                               Matrix rho = Matrix::Zero(levels, levels);
                               rho(in.level, in.level) = 1;
                               return rho;
                             },
                             [&](const AtTemperature& at) {
                               return gibbs_state(own_hamiltonian(model, site), at.temperature);
                             }},
                    state);
}

Matrix product_state(const ProductState& product, const Model& model) {
  Matrix rho = Matrix::Identity(1, 1);
  for (const Site& site : model.sites) {
    const auto given = product.sites.find(site.name);
    const SiteState state = given == product.sites.end() ? SiteState(InLevel{0}) : given->second;
    rho = kron(rho, state_of_site(state, model, site));
  }
  return rho;
}

}  // namespace

Matrix initial_state(const InitialState& state, const Model& model, const Matrix& hamiltonian,
                     const MasterEquation& equation, const EquationOptions& options) {
  return std::visit(
      Overload{[&](const ProductState& product) { return product_state(product, model); },
               [&](const GibbsState& gibbs) { return gibbs_state(hamiltonian, gibbs.temperature); },
               [&](const StationaryState& quenched) {
                 Model before = model;
                 for (const auto& [path, value] : quenched.parameters) {
                   parameter(before, path) = value;
                 }
                 return steady_state(make_generator(to_system(before), equation, options));
               },
               [](const Matrix& given) { return given; },
               [](const LimitCycle&) -> Matrix {
                 throw Error("a limit cycle is that of drives; the model has none");
               }},
      state);
}

}  // namespace quflux::inline master_equation
