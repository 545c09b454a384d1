#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/observable/copy_column.h"
#include "quflux/observable/entropy_production.h"
#include "quflux/observable/rows.h"

namespace quflux::inline observable {

namespace {

std::vector<std::pair<std::string, std::size_t>> by_bath(const Model& model) {
  return {{"bath", flow_count(model)}};
}

// sigma = dS/dt - sum_j J_j/T_j where the state changes, Eq. (43).
void add_entropy_rates(const AnsweredTile& tile, const OutputColumn& production) {
  for_states(tile, [&](std::size_t i) {
    const double rate = entropy_rate(tile.answer.states[i], tile.answer.derivatives[i]);
    *production.at(i) += rate;
    if (std::isfinite(rate)) return;
    *production.at(i) = kNaN;
    tile.warn(i,
              "entropy_production is undefined: the state has an eigenvalue of zero that changes, "
              "or one below zero");
  });
}

}  // namespace

ObservableKind energy_flow_row() {
  return {.name = "energy_flow",
          .help = "J_j = Tr(H L_j[rho]) from each bath into the system",
          .bind = [](const Model& model, const Observable&) {
            return BoundObservable{
                .arrays = {{"energy_flow", "energy flow from the bath into the system", "energy^2",
                            by_bath(model)}},
                .needs = {Quantity::flows},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  copy_column(tile.answer.flows, tile.size(), tile.flows(), out[0]);
                }};
          }};
}

// J_j/Omega, of Eq. (30), where the parameter is the coupling of a pair.
ObservableKind specific_flow_row() {
  return {.name = "specific_flow",
          .help = "the flow divided by a parameter; NaN where that is zero",
          .arguments = {{"over", ArgumentKey::Kind::parameter, "the parameter to divide by",
                         "\"coupling.NAME.strength\""}},
          .bind = [](const Model& model, const Observable& observable) {
            const auto& over = observable.argument<std::string>("over");
            return BoundObservable{
                .arrays = {{"specific_flow", "energy flow from the bath, divided by " + over,
                            "energy", by_bath(model)}},
                .needs = {Quantity::flows},
                .parameters = {over},
                .evaluate = [over](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  const std::size_t flows = tile.flows();
                  for (std::size_t i = 0; i < tile.size(); ++i) {
                    const double divisor = tile.parameters[0][i];
                    for (std::size_t j = 0; j < flows; ++j) {
                      const double flow = tile.answer.flows[i * flows + j];
                      out[0].at(i)[j] = divisor != 0 ? flow / divisor : kNaN;
                    }
                    if (divisor == 0) tile.warn(i, "specific_flow is undefined: " + over + " is 0");
                  }
                }};
          }};
}

ObservableKind entropy_production_row() {
  return {.name = "entropy_production",
          .help = "-sum_j J_j/T_j; in time with the change of the entropy of the state",
          .bind = [](const Model& model, const Observable&) {
            require_temperatures(model, "entropy_production");
            BoundObservable bound{
                .arrays = {{"entropy_production", "entropy production rate", "energy", {}}},
                .needs = {Quantity::flows},
                .needs_in_time = {Quantity::states, Quantity::derivatives},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  const std::size_t baths = tile.flows();
                  std::vector<double> temperatures(baths);
                  for (std::size_t i = 0; i < tile.size(); ++i) {
                    for (std::size_t j = 0; j < baths; ++j) {
                      temperatures[j] = tile.parameters[j][i];
                    }
                    *out[0].at(i) =
                        entropy_or_nan({tile.answer.flows.data() + i * baths, baths}, temperatures);
                    if (std::ranges::find(temperatures, 0.0) != temperatures.end()) {
                      tile.warn(i, "entropy_production is undefined: a bath has the temperature 0");
                    }
                  }
                  if (!tile.answer.derivatives.empty()) add_entropy_rates(tile, out[0]);
                }};
            for (const ModelBath& bath : model.baths) {
              bound.parameters.push_back("bath." + bath.name + ".temperature");
            }
            return bound;
          }};
}

ObservableKind energy_transferred_row() {
  return {.name = "energy_transferred",
          .help = "Q_j, the energy that has come from each bath since t = 0",
          .in_time_alone = true,
          .bind = [](const Model& model, const Observable&) {
            return BoundObservable{
                .arrays = {{"energy_transferred", "energy that has come from the bath", "energy",
                            by_bath(model)}},
                .needs = {Quantity::heats},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  copy_column(tile.answer.heats, tile.size(), tile.flows(), out[0]);
                }};
          }};
}

ObservableKind work_row() {
  return {.name = "work",
          .help = "W, the work that drives have done on the system since t = 0",
          .in_time_alone = true,
          .bind = [](const Model&, const Observable&) {
            return BoundObservable{
                .arrays = {{"work", "work that drives have done", "energy", {}}},
                .needs = {Quantity::work},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  copy_column(tile.answer.work, tile.size(), 1, out[0]);
                }};
          }};
}

ObservableKind bond_flow_row() {
  return {
      .name = "bond_flow",
      .help = "energy flow through each coupling, from its first site to the second",
      .bind = [](const Model& model, const Observable&) {
        const std::size_t bonds = model.couplings.size();
        return BoundObservable{
            .arrays = {{"bond_flow",
                        "energy flow through the coupling, from its first site",
                        "energy^2",
                        {{"bond", bonds}}}},
            .needs = {Quantity::bond_flows},
            .evaluate = [bonds](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              copy_column(tile.answer.bond_flows, tile.size(), bonds, out[0]);
            }};
      }};
}

ObservableKind flow_error_row() {
  return {.name = "flow_error",
          .help = "estimated error of the exact flow, of levels of modes, or of flows along drives",
          .bind = [](const Model&, const Observable&) {
            return BoundObservable{
                .arrays = {{"flow_error", "estimated error of the flow", "energy^2", {}}},
                .needs = {Quantity::flow_errors},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  copy_column(tile.answer.flow_errors, tile.size(), 1, out[0]);
                }};
          }};
}

ObservableKind flow_digits_row() {
  return {.name = "flow_digits",
          .help = "how many digits of the energy flows are right, estimated",
          .bind = [](const Model&, const Observable&) {
            return BoundObservable{
                .arrays = {{"flow_digits", "right digits of the energy flows, estimated", "1", {}}},
                .needs = {Quantity::flow_digits},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  copy_column(tile.answer.flow_digits, tile.size(), 1, out[0]);
                }};
          }};
}

ObservableKind convergence_row() {
  return {.name = "convergence",
          .help = "iterations and residual of the stationary density matrix, and the sum of flows",
          .bind = [](const Model&, const Observable&) {
            return BoundObservable{
                .arrays = {{"iterations",
                            "iterations to the stationary state, 0 by elimination",
                            "1",
                            {}},
                           {"residual",
                            "what is left of the derivative of the stationary state",
                            "energy",
                            {}},
                           {"flow_sum", "sum of the energy flows of all baths", "energy^2", {}}},
                .needs = {Quantity::convergence, Quantity::flows},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  const std::size_t baths = tile.flows();
                  for (std::size_t i = 0; i < tile.size(); ++i) {
                    *out[0].at(i) = tile.answer.convergence[i].iterations;
                    *out[1].at(i) = tile.answer.convergence[i].residual;
                    const auto flows = std::span(tile.answer.flows).subspan(i * baths, baths);
                    *out[2].at(i) = std::accumulate(flows.begin(), flows.end(), 0.0);
                  }
                }};
          }};
}

ObservableKind hierarchy_size_row() {
  return {
      .name = "hierarchy_size",
      .help = "tiers, exponentials and auxiliary operators that heom took, NaN of other equations",
      .bind = [](const Model&, const Observable&) {
        return BoundObservable{
            .arrays =
                {{"tiers", "tiers of the deepest hierarchy", "1", {}},
                 {"exponentials", "exponentials of a bath, at most", "1", {}},
                 {"auxiliary_operators", "auxiliary operators of the largest hierarchy", "1", {}}},
            .needs = {Quantity::hierarchy_sizes},
            .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              for (std::size_t i = 0; i < tile.size(); ++i) {
                *out[0].at(i) = tile.answer.hierarchy_sizes[i].depth;
                *out[1].at(i) = tile.answer.hierarchy_sizes[i].exponentials;
                *out[2].at(i) = tile.answer.hierarchy_sizes[i].operators;
              }
            }};
      }};
}

ObservableKind enlarged_size_row() {
  return {
      .name = "enlarged_size",
      .help = "levels, dimension and residual width of a model with modes in the place of baths",
      .bind = [](const Model&, const Observable&) {
        return BoundObservable{
            .arrays = {{"mode_levels", "levels of a mode, at most", "1", {}},
                       {"enlarged_dimension", "dimension of the model with its modes", "1", {}},
                       {"residual_width",
                        "damping of a reaction coordinate over its frequency, at most",
                        "1",
                        {}}},
            .needs = {Quantity::enlarged_sizes},
            .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              for (std::size_t i = 0; i < tile.size(); ++i) {
                *out[0].at(i) = tile.answer.enlarged_sizes[i].levels;
                *out[1].at(i) = tile.answer.enlarged_sizes[i].dimension;
                *out[2].at(i) = tile.answer.enlarged_sizes[i].residual_width;
              }
            }};
      }};
}

}  // namespace quflux::inline observable
