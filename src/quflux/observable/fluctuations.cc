#include <algorithm>
#include <cmath>
#include <span>

#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/observable/copy_column.h"
#include "quflux/observable/rows.h"

namespace quflux::inline observable {

namespace {

// What bath j gives by itself: d<<Q_j^2>>/dt.
double own_noise(const AnsweredTile& tile, std::size_t point, std::size_t bath) {
  const std::size_t baths = tile.flows();
  return tile.answer.flow_noise[(point * baths + bath) * baths + bath];
}

std::span<const double> means(const AnsweredTile& tile, std::size_t point) {
  return std::span(tile.answer.counted_flows).subspan(point * tile.flows(), tile.flows());
}

// sigma noise_11/(2 J_1^2), Eq. (76).
void write_uncertainty_ratio(const AnsweredTile& tile, std::size_t i, double& ratio) {
  const double first = tile.parameters[0][i];
  const double second = tile.parameters[1][i];
  ratio = kNaN;
  if (first == second) {
    tile.warn(i, "uncertainty_ratio is undefined: both baths have the same temperature");
    return;
  }
  const std::span<const double> flows = means(tile, i);
  if (!(first > 0 && second > 0) || flows[0] == 0) {
    tile.warn(i, "uncertainty_ratio is undefined: a bath has the temperature 0, or nothing flows");
    return;
  }
  // sigma = -J_1/T_1 - J_2/T_2 by the difference of temperatures, which rounding of its two terms
  // would hide where they hardly differ, and by what the baths give to a source of work, if that is
  // more than rounding.
  constexpr double kRounding = 1e-12;
  const double sum = flows[0] + flows[1];
  const double work = std::abs(sum) > kRounding * std::abs(flows[0]) ? sum : 0;
  const double entropy = flows[0] * ((first - second) / first / second) - work / second;
  ratio = own_noise(tile, i, 0) * entropy / (2 * flows[0] * flows[0]);
}

}  // namespace

ObservableKind flow_noise_row() {
  return {.name = "flow_noise",
          .help = "d<<Q_j Q_k>>/dt of the energies from every two baths",
          .bind = [](const Model& model, const Observable&) {
            const std::size_t baths = flow_count(model);
            return BoundObservable{
                .arrays = {{"flow_noise",
                            "noise of the energy flow from the bath, with that of another one",
                            "energy^3",
                            {{"bath", baths}, {std::string(kOtherBath), baths}}}},
                .needs = {Quantity::flows, Quantity::flow_noise},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  copy_column(tile.answer.flow_noise, tile.size(), tile.flows() * tile.flows(),
                              out[0]);
                }};
          }};
}

ObservableKind flow_third_cumulant_row() {
  return {.name = "flow_third_cumulant",
          .help = "d<<Q_j^3>>/dt of the energy from each bath",
          .bind = [](const Model& model, const Observable&) {
            return BoundObservable{
                .arrays = {{"flow_third_cumulant",
                            "third cumulant of the energy from the bath, by time",
                            "energy^4",
                            {{"bath", flow_count(model)}}}},
                .needs = {Quantity::third_cumulants},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  copy_column(tile.answer.third_cumulants, tile.size(), tile.flows(), out[0]);
                }};
          }};
}

// Eq. (75).
ObservableKind fano_factor_row() {
  return {.name = "fano_factor",
          .help = "the noise of the flow from each bath over its size; NaN where nothing flows",
          .bind = [](const Model& model, const Observable&) {
            return BoundObservable{
                .arrays = {{"fano_factor",
                            "noise of the energy flow from the bath, divided by the flow",
                            "energy",
                            {{"bath", flow_count(model)}}}},
                .needs = {Quantity::flows, Quantity::flow_noise},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_answered(tile, [&](std::size_t i) {
                    const std::span<const double> flows = means(tile, i);
                    for (std::size_t j = 0; j < flows.size(); ++j) {
                      out[0].at(i)[j] =
                          flows[j] != 0 ? own_noise(tile, i, j) / std::abs(flows[j]) : kNaN;
                    }
                    if (std::ranges::find(flows, 0.0) == flows.end()) return;
                    tile.warn(i, "fano_factor is undefined: nothing flows from a bath");
                  });
                }};
          }};
}

ObservableKind uncertainty_ratio_row() {
  return {.name = "uncertainty_ratio",
          .help = "noise times entropy production over twice the squared flow, of two baths",
          .bind = [](const Model& model, const Observable&) {
            require_temperatures(model, "uncertainty_ratio");
            if (model.baths.size() != 2) {
              throw NoAnswer(fmt::format("uncertainty_ratio is that of two baths; the model has {}",
                                         model.baths.size()));
            }
            BoundObservable bound{
                .arrays = {{"uncertainty_ratio",
                            "noise times entropy production over twice the squared flow",
                            "1",
                            {}}},
                .needs = {Quantity::flows, Quantity::flow_noise},
                .evaluate = [](const AnsweredTile& tile, const std::vector<OutputColumn>& out) {
                  for_answered(tile, [&](std::size_t i) {
                    write_uncertainty_ratio(tile, i, *out[0].at(i));
                  });
                }};
            for (const ModelBath& bath : model.baths) {
              bound.parameters.push_back("bath." + bath.name + ".temperature");
            }
            return bound;
          }};
}

}  // namespace quflux::inline observable
