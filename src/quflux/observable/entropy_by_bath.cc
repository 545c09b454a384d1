#include <cmath>
#include <functional>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/observable/entropy_production.h"
#include "quflux/observable/rows.h"

namespace quflux::inline observable {

namespace {

void require_uncoupled(const Model& model, const std::string& name) {
  if (!model.matrices || model.matrices->uncoupled_hamiltonian) return;
  throw NoAnswer(fmt::format(
      "{} needs the Hamiltonian without the couplings between the sites, 'uncoupled_hamiltonian' "
      "in [system]",
      name));
}

// Tr(H L_j[rho]).
double gain(const Matrix& hamiltonian, const Matrix& dissipated) {
  return hamiltonian.cwiseProduct(dissipated.conjugate()).sum().real();
}

// The Hamiltonian whose Gibbs state a bath is to lead to, of every point.
using Hamiltonians = std::function<const std::vector<Matrix>&(const Answer&)>;

// sigma_j = -Tr(L_j[rho] (ln rho + H/T_j)), Eq. (54), of every bath.
void write_entropy_by_bath(const AnsweredTile& tile, const std::string& name,
                           const Hamiltonians& hamiltonians, const OutputColumn& out) {
  for_states(tile, [&](std::size_t i) {
    const std::vector<Matrix>& dissipated = tile.answer.dissipated[i];
    for (std::size_t j = 0; j < dissipated.size(); ++j) {
      const double temperature = tile.parameters[j][i];
      const double rate = entropy_rate(tile.answer.states[i], dissipated[j]);
      const double heat = gain(hamiltonians(tile.answer)[i], dissipated[j]);
      const double production = rate - heat / temperature;
      out.at(i)[j] = std::isfinite(production) ? production : kNaN;
      if (std::isfinite(production)) continue;
      tile.warn(i, name + (temperature > 0
                               ? " is undefined: the state has an eigenvalue of zero that changes, "
                                 "or one below zero"
                               : " is undefined: a bath has the temperature 0"));
    }
  });
}

BoundObservable entropy_by_bath(const Model& model, const std::string& name,
                                const std::string& long_name, Quantity hamiltonian,
                                const Hamiltonians& hamiltonians) {
  require_temperatures(model, name);
  BoundObservable bound{.arrays = {{name, long_name, "energy", {{"bath", flow_count(model)}}}},
                        .needs = {Quantity::states, Quantity::dissipated, hamiltonian},
                        .evaluate = [name, hamiltonians](const AnsweredTile& tile,
                                                         const std::vector<OutputColumn>& out) {
                          write_entropy_by_bath(tile, name, hamiltonians, out[0]);
                        }};
  for (const ModelBath& bath : model.baths) {
    bound.parameters.push_back("bath." + bath.name + ".temperature");
  }
  return bound;
}

}  // namespace

void require_temperatures(const Model& model, const std::string& name) {
  if (model.lindblad.empty()) return;
  throw NoAnswer(fmt::format(
      "{} needs the temperature of all that energy flows from, and the Lindblad channel '{}' has "
      "none",
      name, model.lindblad.front().name));
}

ObservableKind entropy_production_by_bath_row() {
  const std::string name = "entropy_production_by_bath";
  return {.name = name,
          .help = "sigma_j = -Tr(L_j[rho] (ln rho + H/T_j)), whose sum is entropy_production",
          .bind = [name](const Model& model, const Observable&) {
            return entropy_by_bath(
                model, name, "entropy production rate of the bath", Quantity::hamiltonians,
                [](const Answer& a) -> const std::vector<Matrix>& { return a.hamiltonians; });
          }};
}

ObservableKind bare_entropy_production_by_bath_row() {
  const std::string name = "bare_entropy_production_by_bath";
  return {
      .name = name,
      .help = "the same with H of the uncoupled sites: what is never negative in local",
      .bind = [name](const Model& model, const Observable&) {
        require_uncoupled(model, name);
        return entropy_by_bath(
            model, name, "entropy production rate of the bath, by the uncoupled sites",
            Quantity::uncoupled_hamiltonians,
            [](const Answer& a) -> const std::vector<Matrix>& { return a.uncoupled_hamiltonians; });
      }};
}

ObservableKind switching_work_row() {
  const std::string name = "switching_work";
  return {.name = name,
          .help = "-sum_j Tr(H_0 L_j[rho]), the hidden work into the uncoupled sites in local",
          .bind = [name](const Model& model, const Observable&) {
            require_uncoupled(model, name);
            return BoundObservable{
                .arrays = {{name, "hidden switching work per time", "energy^2", {}}},
                .needs = {Quantity::states, Quantity::dissipated, Quantity::uncoupled_hamiltonians},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_states(tile, [&](std::size_t i) {
                    double work = 0;
                    for (const Matrix& dissipated : tile.answer.dissipated[i]) {
                      work -= gain(tile.answer.uncoupled_hamiltonians[i], dissipated);
                    }
                    *out[0].at(i) = work;
                  });
                }};
          }};
}

}  // namespace quflux::inline observable
