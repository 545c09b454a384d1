#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/method/pair/moment_generator.h"
#include "quflux/method/pair/recognise.h"
#include "quflux/observable/rows.h"
#include "quflux/solve/spectrum.h"

namespace quflux::inline observable {

ObservableKind eigenvalues_row() {
  return {.name = "eigenvalues",
          .help = "of the generator",
          .bind = [](const Model& model, const Observable&) {
            const std::size_t states = state_count(model);
            return BoundObservable{
                .arrays = complex_arrays("eigenvalues", "eigenvalues of the generator", "energy",
                                         {{"eigenvalue", states * states}}),
                .needs = {Quantity::eigenvalues},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_answered(tile, [&](std::size_t i) {
                    write_complex(tile.answer.eigenvalues[i], i, out);
                  });
                }};
          }};
}

ObservableKind moment_eigenvalues_row() {
  return {.name = "moment_eigenvalues",
          .help =
              "of the closed equations of a pair of two-level systems; NaN for equations that "
              "have none",
          .bind = [](const Model& model, const Observable&) {
            if (!recognise_pair(model)) {
              throw NoAnswer(
                  "moment_eigenvalues needs a pair of two-level systems coupled by exchange, each "
                  "with one bath; use eigenvalues for other models");
            }
            return BoundObservable{
                .arrays = complex_arrays("moment_eigenvalues",
                                         "eigenvalues of the equations for the moments", "energy",
                                         {{"moment_eigenvalue", 4}}),
                .needs = {},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  const auto& pair = tile.equation.kind.pair;
                  // The closed form knows no options.
                  const bool known = pair && has_defaults(tile.equation.options);
                  const Eigen::Vector4cd none = Eigen::Vector4cd::Constant(Complex(kNaN, kNaN));
                  for_answered(tile, [&](std::size_t i) {
                    write_complex(
                        known ? moment_eigenvalues(
                                    require_pair(tile.points.at(tile.tile.begin + i)).pair, *pair)
                              : none,
                        i, out);
                  });
                }};
          }};
}

ObservableKind spectral_gap_row() {
  return {.name = "spectral_gap",
          .help = "slowest relaxation rate",
          .bind = [](const Model&, const Observable&) {
            return BoundObservable{
                .arrays = {{"spectral_gap", "slowest relaxation rate", "energy", {}}},
                .needs = {Quantity::eigenvalues},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_answered(tile, [&](std::size_t i) {
                    *out[0].at(i) = spectral_gap(tile.answer.eigenvalues[i]);
                  });
                }};
          }};
}

ObservableKind amplitude_eigenvalues_row() {
  return {
      .name = "amplitude_eigenvalues",
      .help = "of a network: of the N equations of the amplitudes; of exact, -i times the poles",
      .bind = [](const Model& model, const Observable&) {
        return BoundObservable{
            .arrays = complex_arrays("amplitude_eigenvalues",
                                     "eigenvalues of the equations of the amplitudes", "energy",
                                     {{"mode", model.sites.size()}}),
            .needs = {Quantity::amplitude_eigenvalues},
            .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
              for_answered(tile, [&](std::size_t i) {
                write_complex(tile.answer.amplitude_eigenvalues[i], i, out);
              });
            }};
      }};
}

}  // namespace quflux::inline observable
