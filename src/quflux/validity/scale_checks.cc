// What an equation neglects, by the scales of the model.

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <fmt/core.h>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/error.h"
#include "quflux/study/flow_difference.h"
#include "quflux/validity/bare_frequencies.h"
#include "quflux/validity/check_rows.h"
#include "quflux/validity/rate_slope.h"

namespace quflux::inline validity {

namespace {

using Eigen::Index;

// Whether the equation is of second order in the coupling to the baths.
bool is_second_order(const AuditedPoint& point) {
  return point.equation.kind.master_equation.has_value();
}

// The neglect that `check` tells, of equations with that scale.
std::optional<Neglect> neglect_by(const AuditedPoint& point, Scale scale) {
  if (point.equation.kind.assumption.scale != scale || !point.at.scales) return std::nullopt;
  return neglect(point.equation, *point.at.scales);
}

std::optional<Measured> secular(const AuditedPoint& point) {
  const std::optional<Neglect> found = neglect_by(point, Scale::dropped_pairs);
  if (!found) return std::nullopt;
  if (!found->pair) return measured(0);
  const DroppedPair& pair = *found->pair;
  return measured(
      found->number,
      fmt::format("lines at {:.4g} and {:.4g}, {:.3g} apart and {:.3g} wide", pair.first.frequency,
                  pair.second.frequency, pair.distance(), pair.width()));
}

std::optional<Measured> local_splitting(const AuditedPoint& point) {
  const std::optional<Neglect> found = neglect_by(point, Scale::splitting);
  if (!found) return std::nullopt;
  return measured(found->number);
}

// The largest |w_k - w_j|/T_min: how wrong the frequency is at which a bath's rates are taken.
std::optional<Measured> local_frequency(const AuditedPoint& point) {
  if (point.equation.kind.assumption.scale != Scale::splitting || !point.at.system ||
      !point.at.system->uncoupled_hamiltonian || !point.at.scales) {
    return std::nullopt;
  }
  double coldest = std::numeric_limits<double>::infinity();
  for (const SystemBath& bath : point.at.system->baths) {
    coldest = std::min(coldest, bath.reservoir.temperature);
  }
  const FrequencyShift worst = largest_frequency_shift(*point.at.system);
  if (worst.shift == 0) return measured(0);
  return measured(worst.shift / coldest,
                  fmt::format("bath {} acts at {:.4g} too, the nearest of its own site is {:.4g}",
                              worst.bath, worst.dressed, worst.bare));
}

// <S_j^2>: 1 for sigma_x and sigma_z, 2 n + 1 for the position of an oscillator.
double mean_square(const AuditedPoint& point, std::size_t bath) {
  if (point.audited && point.audited->state && point.at.system) {
    const Generator& g = point.audited->generator;
    const Matrix s = to_energy_basis(g, point.at.system->baths[bath].coupling_operator);
    return (s * s * *point.audited->state).trace().real();
  }
  if (point.at.system) {
    const Matrix& s = point.at.system->baths[bath].coupling_operator;
    const auto& states = point.stationary.answer.states;
    if (!states.empty() && states[0].allFinite()) return (s * s * states[0]).trace().real();
  }
  return 1;
}

std::optional<Measured> markov(const AuditedPoint& point) {
  if (!is_second_order(point) || point.at.lines.empty()) return std::nullopt;
  const RateSlope largest =
      largest_slope(point.at, [&](std::size_t bath) { return mean_square(point, bath); });
  return measured(
      largest.value,
      fmt::format("bath {} at {:.4g}", point.at.model.baths[largest.bath].name, largest.frequency));
}

// A number without a value, with a badness that is neither good nor bad.
Measured unknown(std::string reason, double badness) {
  return {std::numeric_limits<double>::quiet_NaN(), badness, std::move(reason)};
}

// Of the largest flow.
std::optional<Measured> next_order_number(const AuditedPoint& point) {
  if (!is_second_order(point) || !point.at.next_order || !has_flows(point)) return std::nullopt;
  const NextOrder& next = *point.at.next_order;
  if (!next.reason.empty()) {
    return unknown("how much of J is of the next order is not known: " + next.reason, 0.2);
  }
  return measured(next.change / largest_flow(point.stationary.answer.flows));
}

// The smallest distance of two transitions, or of one from zero.
double smallest_splitting(const std::vector<BathLine>& lines) {
  std::vector<double> all{0};
  for (const BathLine& line : lines) all.push_back(line.frequency);
  std::ranges::sort(all);
  const double same = kDegeneracyTolerance * all.back();
  double smallest = std::numeric_limits<double>::infinity();
  for (std::size_t k = 1; k < all.size(); ++k) {
    const double distance = all[k] - all[k - 1];
    if (distance > same) smallest = std::min(smallest, distance);
  }
  return smallest;
}

constexpr double kShiftDoubtful = 1;

std::optional<Measured> lamb_shift_number(const AuditedPoint& point) {
  if (!is_second_order(point) || point.at.lines.empty()) return std::nullopt;
  double largest = 0;
  try {
    for (const BathLine& line : point.at.lines) {
      const ModelBath& bath = point.at.model.baths[line.bath];
      const Reservoir reservoir{bath.spectral_density, bath.temperature};
      for (const double w : {line.frequency, -line.frequency}) {
        largest = std::max(largest, line.strength * std::abs(lamb_shift(reservoir, w)));
      }
    }
  } catch (const NoAnswer& error) {
    return unknown(std::string("how far the baths move levels, and J with them, is not known: ") +
                       error.what(),
                   0.5);
  }
  const double splitting = smallest_splitting(point.at.lines);
  const double value = largest / splitting;
  // What has the shifts is not without them; what it has of them is of the first order.
  const bool has_them = equation_options(point.equation.options).lamb_shift;
  return Measured{value, has_them ? std::min(value, kShiftDoubtful) : value,
                  fmt::format("shifts up to {:.3g}, splittings from {:.3g}{}", largest, splitting,
                              has_them ? "; the equation has them" : "")};
}

}  // namespace

Check secular_check() {
  return {.name = "secular",
          .help = "largest width over distance of two lines whose coherence is dropped",
          .good = 0.1,
          .doubtful = 0.3,
          .means = {"what is dropped turns fast: J is off by less than 1% for that",
                    "what is dropped turns slowly: J may be off by 10% for that",
                    "what is dropped hardly turns: J may be off by any factor"},
          .measure = secular};
}

Check markov_check() {
  return {.name = "markov",
          .help = "largest |dR/dw| <S^2>, the change of a rate within its width",
          .good = 0.05,
          .doubtful = 0.2,
          .means = {"baths forget fast: rates are those of weak coupling",
                    "baths remember for a while: J is off by corrections of the next order",
                    "baths remember as long as the system relaxes: J of no equation of the second "
                    "order can be believed"},
          .measure = markov};
}

// Off resonance J goes with the square of a splitting, which the shifts of two levels change: 2% of
// it are up to 8% of J.
Check lamb_shift_check() {
  return {
      .name = "lamb_shift",
      .help = "largest shift of a level by the baths over the smallest splitting",
      .good = 0.02,
      .doubtful = kShiftDoubtful,
      .means = {"the baths leave levels where they are",
                "the baths move levels by what counts beside their splitting: J changes with it",
                "the baths move levels by more than they are apart: J without that is that of "
                "another system"},
      .measure = lamb_shift_number};
}

Check next_order_check() {
  return {.name = "next_order",
          .help = "what the next order in the coupling to the baths adds, over J",
          .good = 0.05,
          .doubtful = 0.3,
          .means = {"single quanta carry J: what two at a time add is small",
                    "two quanta at a time carry a part of J, which no equation of the second order "
                    "has",
                    "two quanta at a time carry as much as single ones: J of no equation of the "
                    "second order can be believed"},
          .measure = next_order_number};
}

Check local_splitting_check() {
  return {.name = "local_splitting",
          .help = "splitting by couplings and detunings over the largest rate",
          .good = 0.1,
          .doubtful = 0.3,
          .means = {"baths are faster than couplings: each sees its own site",
                    "baths are hardly faster than couplings: J is off where detuned",
                    "couplings and detunings are faster than the baths, which see the whole: J may "
                    "be off by any factor"},
          .measure = local_splitting};
}

Check local_frequency_check() {
  return {.name = "local_frequency",
          .help = "largest distance of a transition from those of the bath's own site, over T",
          .good = 0.05,
          .doubtful = 0.2,
          .means = {"rates at the frequencies of the sites are those of the coupled system",
                    "rates at the frequencies of the sites are somewhat off, and J with them",
                    "rates at the frequencies of the sites are not those of the coupled system: J "
                    "can be off by any factor and go from cold to hot"},
          .measure = local_frequency};
}

}  // namespace quflux::inline validity
