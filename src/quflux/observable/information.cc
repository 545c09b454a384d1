#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/numerics/gibbs_state.h"
#include "quflux/observable/quantum_information.h"
#include "quflux/observable/rows.h"

namespace quflux::inline observable {

namespace {

// A number of the density matrix and the Hamiltonian that goes with it.
ObservableKind number_with_hamiltonian(const std::string& name, const std::string& help,
                                       const std::string& long_name, const std::string& units,
                                       double (*value)(const Matrix& state, const Matrix& h)) {
  return {
      .name = name,
      .help = help,
      .bind = [name, long_name, units, value](const Model&, const Observable&) {
        return BoundObservable{
            .arrays = {{name, long_name, units, {}}},
            .needs = {Quantity::states, Quantity::hamiltonians},
            .evaluate = [value](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              for_states(tile, [&](std::size_t i) {
                *out[0].at(i) = value(tile.answer.states[i], tile.answer.hamiltonians[i]);
              });
            }};
      }};
}

// The places of sites in the model, ascending.
std::vector<Eigen::Index> places(const Model& model, const std::vector<std::string>& sites) {
  std::vector<Eigen::Index> result;
  result.reserve(sites.size());
  for (const std::string& site : sites) {
    result.push_back(static_cast<Eigen::Index>(site_index(model, site, "an output")));
  }
  std::ranges::sort(result);
  return result;
}

std::vector<Eigen::Index> qubits(const Model& model, const Observable& observable) {
  std::vector<std::string> sites;
  if (observable.arguments.contains("sites")) {
    sites = observable.argument<std::vector<std::string>>("sites");
  } else {
    for (const Site& site : model.sites) sites.push_back(site.name);
  }
  std::vector<Eigen::Index> result = places(model, sites);
  const auto is_qubit = [&](Eigen::Index i) {
    return level_count(model.sites[static_cast<std::size_t>(i)]) == 2;
  };
  if (result.size() != 2 || !std::ranges::all_of(result, is_qubit)) {
    throw NoAnswer(
        "concurrence is of two sites of two levels each; name them, { kind = \"concurrence\", "
        "sites = [\"A\", \"B\"] }");
  }
  return result;
}

// The temperature of the Gibbs state: that which is asked for by its path, or the one of the only
// bath.
std::string temperature_path(const Model& model, const Observable& observable) {
  if (observable.arguments.contains("temperature")) {
    const auto& path = observable.argument<std::string>("temperature");
    if (path.ends_with(".temperature")) return path;
    throw Error(fmt::format("'temperature' is '{}'; it must be the temperature of a bath", path));
  }
  if (model.baths.size() == 1) return "bath." + model.baths.front().name + ".temperature";
  throw NoAnswer(
      "gibbs_distance needs the temperature of the Gibbs state unless there is a single bath; "
      "write { kind = \"gibbs_distance\", temperature = \"bath.NAME.temperature\" }");
}

}  // namespace

ObservableKind ergotropy_row() {
  return number_with_hamiltonian("ergotropy", "the most work that unitary operations can extract",
                                 "ergotropy", "energy", ergotropy);
}

ObservableKind l1_coherence_row() {
  return number_of_state("l1_coherence",
                         "sum of the absolute elements of rho off its diagonal, in the basis of "
                         "the model",
                         "l1 norm of coherence", "1", l1_coherence);
}

ObservableKind concurrence_row() {
  return {.name = "concurrence",
          .help = "the entanglement of two sites of two levels each",
          .arguments = {{"name", ArgumentKey::Kind::identifier, "", "\"ab\"", false},
                        {"sites", ArgumentKey::Kind::sites, "", R"(["A", "B"])", false}},
          .bind = [](const Model& model, const Observable& observable) {
            return BoundObservable{
                .arrays = {{observable.array_name(), "concurrence of two sites", "1", {}}},
                .needs = {Quantity::states},
                .evaluate = [space = hilbert_space(model), pair = qubits(model, observable)](
                                const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_states(tile, [&](std::size_t i) {
                    *out[0].at(i) = concurrence(partial_trace(tile.answer.states[i], space, pair));
                  });
                }};
          }};
}

ObservableKind mutual_information_row() {
  return {
      .name = "mutual_information",
      .help = "of some sites with all others, in nats",
      .arguments = {{"name", ArgumentKey::Kind::identifier, "", "\"ab\"", false},
                    {"sites", ArgumentKey::Kind::sites, "the sites of one part", "[\"A\"]"}},
      .bind = [](const Model& model, const Observable& observable) {
        const std::vector<Eigen::Index> part =
            places(model, observable.argument<std::vector<std::string>>("sites"));
        if (part.size() >= model.sites.size()) {
          throw NoAnswer("mutual_information is of some sites with the others; no other is left");
        }
        return BoundObservable{
            .arrays = {{observable.array_name(), "mutual information of two parts", "1", {}}},
            .needs = {Quantity::states},
            .evaluate = [space = hilbert_space(model), part](const AnsweredTile& tile,
                                                             const std::vector<OutputColumn>& out) {
              for_states(tile, [&](std::size_t i) {
                *out[0].at(i) = mutual_information(tile.answer.states[i], space, part);
              });
            }};
      }};
}

ObservableKind gibbs_distance_row() {
  return {.name = "gibbs_distance",
          .help = "trace distance of rho and the Gibbs state of H at a temperature of the model",
          .arguments = {{"temperature", ArgumentKey::Kind::parameter, "",
                         "\"bath.NAME.temperature\"", false}},
          .bind = [](const Model& model, const Observable& observable) {
            return BoundObservable{
                .arrays = {{"gibbs_distance", "trace distance to the Gibbs state", "1", {}}},
                .needs = {Quantity::states, Quantity::hamiltonians},
                .parameters = {temperature_path(model, observable)},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_states(tile, [&](std::size_t i) {
                    const Matrix gibbs =
                        gibbs_state(tile.answer.hamiltonians[i], tile.parameters[0][i]);
                    *out[0].at(i) = trace_distance(tile.answer.states[i], gibbs);
                  });
                }};
          }};
}

}  // namespace quflux::inline observable
