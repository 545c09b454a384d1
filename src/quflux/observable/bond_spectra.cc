#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/method/bond_spectrum.h"
#include "quflux/observable/rows.h"

namespace quflux::inline observable {

namespace {

// The coupling that is named, or the only one.
std::size_t coupling_of(const Model& model, const Observable& observable) {
  if (observable.arguments.contains("bond")) {
    const auto& name = observable.argument<std::string>("bond");
    const auto found = std::ranges::find(model.couplings, name, &Coupling::name);
    return static_cast<std::size_t>(found - model.couplings.begin());
  }
  if (model.couplings.size() == 1) return 0;
  throw NoAnswer(fmt::format("{} needs 'bond', the name of a coupling: the model has {} of them",
                             observable.kind.name, model.couplings.size()));
}

BoundObservable bound_spectrum(const Model& model, const Observable& observable,
                               SpectrumOfBond spectrum, OutputArray array) {
  const std::size_t coupling = coupling_of(model, observable);
  array.name = observable.array_name();
  array.frequencies = observable.argument<std::vector<double>>("frequencies");
  // Outputs may be looked at at different ones.
  std::string dimension = array.name == observable.kind.name ? "" : array.name + "_";
  if (spectrum == &Road::bond_noise && dimension.empty()) dimension = "noise_";
  array.dimensions = {{dimension + "frequency", array.frequencies.size()}};
  return {.arrays = {array},
          .needs = {},
          .obstacle =
              [spectrum, coupling](const Model& of, const Equation& equation) {
                return obstacle(equation, of, spectrum, coupling);
              },
          .evaluate =
              [frequencies = array.frequencies, spectrum, coupling](
                  const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                for_answered(tile, [&](std::size_t i) {
                  const Model& at_point = tile.points.at(tile.tile.begin + i);
                  std::ranges::copy(
                      bond_spectrum(tile.equation, at_point, spectrum, coupling, frequencies),
                      out[0].at(i));
                });
              }};
}

std::vector<ArgumentKey> spectrum_arguments() {
  return {{"frequencies", ArgumentKey::Kind::frequencies, "where it is looked at",
           "{ from = 0.9, to = 1.1, points = 201 }"},
          {"bond", ArgumentKey::Kind::coupling, "", "\"NAME\"", false},
          {"name", ArgumentKey::Kind::identifier, "", "\"left\"", false}};
}

}  // namespace

ObservableKind flow_spectrum_row() {
  return {.name = "flow_spectrum",
          .help = "the energy flow through a coupling by frequency, in local and exact",
          .arguments = spectrum_arguments(),
          .bind = [](const Model& model, const Observable& observable) {
            return bound_spectrum(
                model, observable, &Road::flow_spectrum,
                {"", "energy flow through the coupling by frequency", "energy", {}});
          }};
}

ObservableKind bond_noise_row() {
  return {.name = "bond_noise",
          .help = "noise spectrum of the energy flow through a coupling",
          .arguments = spectrum_arguments(),
          .bind = [](const Model& model, const Observable& observable) {
            return bound_spectrum(
                model, observable, &Road::bond_noise,
                {"", "noise of the energy flow through the coupling", "energy^3", {}});
          }};
}

}  // namespace quflux::inline observable
