// The laws of thermodynamics.

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/core.h>

#include "quflux/observable/entropy_production.h"
#include "quflux/study/flow_difference.h"
#include "quflux/validity/check_rows.h"

namespace quflux::inline validity {

namespace {

constexpr double kEntropyRounding =
    1e-9;  // of entropy production, as a part of what it is a sum of

std::vector<double> temperatures(const Model& model) {
  std::vector<double> result;
  for (const ModelBath& bath : model.baths) result.push_back(bath.temperature);
  return result;
}

// sum_j |J_j|/T_j; none where a flow has no temperature above zero, or one so low that no double
// holds its entropy.
std::optional<double> entropy_unit(const AuditedPoint& point) {
  if (!point.at.model.lindblad.empty() || !has_flows(point)) return std::nullopt;
  const std::vector<double> all = temperatures(point.at.model);
  double sum = 0;
  for (std::size_t j = 0; j < all.size(); ++j) {
    if (!(all[j] > 0)) return std::nullopt;
    sum += std::abs(point.stationary.answer.flows[j]) / all[j];
  }
  if (!std::isfinite(sum)) return std::nullopt;
  return sum;
}

std::optional<Measured> first_law(const AuditedPoint& point) {
  if (!has_flows(point)) return std::nullopt;
  double sum = 0;
  for (const double flow : point.stationary.answer.flows) sum += flow;
  const double largest = largest_flow(point.stationary.answer.flows);
  const std::vector<double>& errors = point.stationary.answer.flow_errors;
  // What a told error covers is not lost.
  if (!errors.empty() && std::abs(sum) <= errors[0]) return Measured{std::abs(sum) / largest, 0};
  return measured(std::abs(sum) / largest);
}

std::optional<Measured> second_law(const AuditedPoint& point) {
  const std::optional<double> unit = entropy_unit(point);
  if (!unit) return std::nullopt;
  const double sigma = entropy_or_nan(point.stationary.answer.flows, temperatures(point.at.model));
  return Measured{sigma, -sigma / *unit};
}

// sigma_j = -Tr(L_j[rho] (ln rho + H/T_j)), Eq. (54), of each bath.
std::optional<Measured> entropy_by_bath(const AuditedPoint& point) {
  const std::optional<double> unit = entropy_unit(point);
  if (!unit || !point.audited || !point.audited->state) return std::nullopt;
  const Generator& g = point.audited->generator;
  const Matrix& rho = *point.audited->state;
  const std::vector<double> all = temperatures(point.at.model);
  Measured least{std::numeric_limits<double>::infinity(), 0};
  for (std::size_t j = 0; j < all.size(); ++j) {
    const Matrix change = dissipate(g.dissipators[j], rho);
    const double heat = change.diagonal().real().dot(g.energies);
    const double sigma = entropy_rate(rho, change) - heat / all[j];
    if (!std::isfinite(sigma)) return std::nullopt;  // a pure state, or none
    if (sigma < least.value)
      least = {sigma, -sigma / *unit, fmt::format("bath {}", g.dissipators[j].bath)};
  }
  return least;
}

}  // namespace

Check first_law_check() {
  return {.name = "first_law",
          .help = "|sum of J_j| of the largest",
          .good = 1e-8,
          .doubtful = 1e-4,
          .means = {"what flows in flows out",
                    "some of what flows in is lost to rounding or truncation: so many digits of J "
                    "are right",
                    "energy is lost or made: J is wrong"},
          .measure = first_law};
}

Check second_law_check() {
  return {.name = "second_law",
          .help = "entropy production rate sigma = -sum of J_j/T_j",
          .good = kEntropyRounding,
          .doubtful = 1e-6,
          .means = {"J makes entropy, as it must", "J makes no entropy within rounding",
                    "J destroys entropy, which no flow between baths can: it is wrong"},
          .measure = second_law};
}

Check entropy_by_bath_check() {
  return {.name = "entropy_by_bath",
          .help = "smallest entropy production rate of a bath alone",
          .good = kEntropyRounding,
          .doubtful = 0.01,
          .means = {"each bath makes entropy by itself",
                    "a bath destroys a little entropy by itself, as equations that are not "
                    "completely positive can; J need not suffer",
                    "a bath destroys entropy by itself: its part of J is not that of a bath of "
                    "its temperature"},
          .measure = entropy_by_bath};
}

}  // namespace quflux::inline validity
