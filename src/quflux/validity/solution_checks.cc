// How well the equation was solved: levels that were cut, and errors that it tells of itself.

#include <algorithm>
#include <cmath>

#include <fmt/core.h>

#include "quflux/hilbert/site_operators.h"
#include "quflux/road/answer_at.h"
#include "quflux/study/flow_difference.h"
#include "quflux/validity/check_rows.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

bool is_oscillator(const Site& site) { return std::holds_alternative<Oscillator>(site.kind); }

// Whether the road cuts oscillators at their levels.
bool cuts_levels(const AuditedPoint& point) {
  return !point.road.by_modes && std::ranges::any_of(point.at.model.sites, is_oscillator);
}

// The population of the highest level of a site.
double last_population(const Model& model, std::size_t site, const Matrix& state) {
  const HilbertSpace space = hilbert_space(model);
  const Index levels = level_count(model.sites[site]);
  Matrix last = Matrix::Zero(levels, levels);
  last(levels - 1, levels - 1) = 1;
  return (embed(space, site, last) * state).trace().real();
}

std::optional<Measured> last_level(const AuditedPoint& point) {
  const auto& states = point.stationary.answer.states;
  if (!cuts_levels(point) || states.empty() || !states[0].allFinite()) return std::nullopt;
  Measured worst = measured(0);
  for (std::size_t i = 0; i < point.at.model.sites.size(); ++i) {
    if (!is_oscillator(point.at.model.sites[i])) continue;
    const double population = last_population(point.at.model, i, states[0]);
    if (population > worst.value) {
      worst = measured(population, fmt::format("of {}", point.at.model.sites[i].name));
    }
  }
  return worst;
}

// The flows with a level more in every oscillator, beside those that there are.
std::optional<Measured> one_level_more(const AuditedPoint& point) {
  if (!cuts_levels(point) || !has_flows(point)) return std::nullopt;
  Model larger = point.at.model;
  for (Site& site : larger.sites) {
    if (auto* oscillator = std::get_if<Oscillator>(&site.kind)) oscillator->levels += 1;
  }
  const Quantities asked{Quantity::flows};
  for (const RoadTo& to : point.equation.kind.roads) {
    const RoadEquation form{to.form, point.equation.options};
    if (to.road->by_modes || !to.road->obstacle(larger, form, asked).empty()) continue;
    if (!to.road->at_once(larger)) return std::nullopt;
    const Answer answer = answer_at(larger, *to.road, form, asked);
    if (!answer.answered(0)) return std::nullopt;
    return measured(flow_difference(point.stationary.answer.flows, answer.flows));
  }
  return std::nullopt;
}

std::optional<Measured> flow_error(const AuditedPoint& point) {
  if (!has_flows(point)) return std::nullopt;
  const double error = point.stationary.answer.flow_errors[0];
  if (std::isnan(error)) return std::nullopt;
  return measured(error / largest_flow(point.stationary.answer.flows));
}

std::optional<Measured> off_exact(const AuditedPoint& point) {
  if (!point.off_exact) return std::nullopt;
  return measured(point.off_exact->difference, "beside " + point.off_exact->judge);
}

}  // namespace

Check exact_check() {
  return {.name = "exact",
          .help = "how far J is from exact flows, of the largest of them",
          .good = 0.05,
          .doubtful = 0.2,
          .means = {"J is that of an exact method", "J is somewhat off that of an exact method",
                    "J is not that of an exact method"},
          .measure = off_exact};
}

Check last_level_check() {
  return {.name = "last_level",
          .help = "population of the last level of an oscillator",
          .good = 1e-8,
          .doubtful = 1e-4,
          .means = {"oscillators have levels enough",
                    "oscillators reach their last level: a few "
                    "levels more change the last digits of J",
                    "oscillators are cut where they are populated: J is that of another system"},
          .measure = last_level};
}

Check one_level_more_check() {
  return {
      .name = "one_level_more",
      .help = "change of J with one level more in every oscillator",
      .good = 1e-6,
      .doubtful = 1e-2,
      .means = {"one level more does not change J", "one level more changes the last digits of J",
                "one level more changes J: give oscillators more levels"},
      .measure = one_level_more};
}

Check flow_error_check() {
  return {.name = "flow_error",
          .help = "estimated error of the flows, of the largest",
          .good = 0.01,
          .doubtful = 0.1,
          .means = {"J is known to within 1%", "J is known to within 10%",
                    "J is hardly larger than its error"},
          .measure = flow_error};
}

}  // namespace quflux::inline validity
