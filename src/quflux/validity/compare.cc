#include "quflux/validity/compare.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/method/unlike_options.h"
#include "quflux/road/answer_at.h"
#include "quflux/study/flow_difference.h"

namespace quflux::inline validity {

namespace {

// Differences of flows, as a fraction of the largest, up to which they agree, and up to which that
// is open.
constexpr double kAgree = 0.05;
constexpr double kDoubtfulDifference = 0.2;

Verdict verdict_of_difference(double difference) {
  if (difference <= kAgree) return Verdict::good;
  return difference <= kDoubtfulDifference ? Verdict::doubtful : Verdict::bad;
}

Quantities asked_of(const Equation& equation, bool by_modes) {
  if (is_exact(equation)) return {Quantity::flows, Quantity::flow_errors};
  return {Quantity::flows, Quantity::flow_errors,
          by_modes ? Quantity::occupations : Quantity::states};
}

Stationary solve(const Model& model, const Equation& equation, bool by_modes) {
  const Quantities with_state = asked_of(equation, by_modes);
  // Some equations know flows and no state.
  for (const Quantities& asked : {with_state, Quantities{Quantity::flows, Quantity::flow_errors}}) {
    for (const RoadTo& to : equation.kind.roads) {
      const RoadEquation form{to.form, equation.options};
      if (!to.road->obstacle(model, form, asked).empty()) continue;
      if (!to.road->at_once(model)) return {{}, "that takes too long in this model", true};
      Answer answer = answer_at(model, *to.road, form, asked);
      std::string reason = answer.answered(0) ? "" : answer.reasons.at(0);
      return {std::move(answer), std::move(reason)};
    }
  }
  return {{}, obstacle(equation, model, with_state)};
}

// Why the flows of an equation are no measure of those of others.
std::string distrust(const Stationary& reference) {
  if (!reference.obstacle.empty()) return reference.obstacle;
  const Answer& answer = reference.answer;
  // Flows may be those of all stationary states where there are more than one.
  const bool has_state = answer.states.empty() || !std::isnan(answer.states[0](0, 0).real());
  if (!answer.warnings.empty() && has_state) return answer.warnings.at(0);
  if (answer.flow_errors[0] > kAgree / 10 * largest_flow(answer.flows)) {
    return fmt::format("its flows are known to {:.2g} only", answer.flow_errors[0]);
  }
  return "";
}

}  // namespace

Comparer::Comparer(const Study& study, const Plan& plan, double largest_feed,
                   const EquationTable& table)
    : study_(study), plan_(plan), rounding_(kFlowRounding * largest_feed), table_(table) {}

bool Comparer::by_modes(std::size_t equation) const {
  return std::ranges::any_of(plan_.roads, [&](const PlannedRoad& planned) {
    return planned.road->by_modes &&
           std::ranges::find(planned.equations, equation) != planned.equations.end();
  });
}

const Stationary& Comparer::solved(const Equation& equation, bool by_modes) {
  for (const Solved& s : solved_) {
    if (s.kind == equation.kind.name && s.options == equation.options && s.by_modes == by_modes) {
      return s.stationary;
    }
  }
  return solved_
      .emplace_back(Solved{equation.kind.name, equation.options, by_modes,
                           solve(study_.model, equation, by_modes)})
      .stationary;
}

const Stationary& Comparer::stationary(std::size_t equation) {
  return solved(study_.equations[equation], by_modes(equation));
}

Equation Comparer::reference(const EquationKind& kind, const Equation& equation) const {
  Options options = known_options(kind, equation.options);
  options.merge(known_options(kind, study_.options));
  for (const std::string& key : unlike_options(equation.kind, study_.options, table_)) {
    options.erase(key);
  }
  return {kind, kind.name, options};
}

Comparison Comparer::compare(const Answer& answer, const Equation& reference, bool by_modes) {
  const Stationary& other = solved(reference, by_modes);
  Comparison result{reference, distrust(other)};
  if (!result.obstacle.empty()) return result;
  const std::vector<double>& flows = other.answer.flows;
  if (largest_flow(flows) > rounding_) {
    result.difference = flow_difference(answer.flows, flows);
    result.verdict = verdict_of_difference(result.difference);
  } else if (largest_flow(answer.flows) > rounding_) {
    result.difference = std::numeric_limits<double>::infinity();
    result.verdict = Verdict::bad;
  }
  return result;
}

std::vector<Comparison> Comparer::compare(std::size_t equation) {
  const Stationary& own = stationary(equation);
  std::vector<Comparison> result;
  if (!own.obstacle.empty()) return result;
  const Equation& compared = study_.equations[equation];
  for (std::string name = compared.kind.approximates; !name.empty();
       name = result.back().reference.kind.approximates) {
    result.push_back(
        compare(own.answer, reference(find_equation(name, table_), compared), by_modes(equation)));
    const Options known = known_options(result.back().reference.kind, study_.options);
    for (const std::string& key : unlike_options(compared.kind, study_.options, table_)) {
      if (known.contains(key)) result.back().without.push_back(key);
    }
  }
  return result;
}

}  // namespace quflux::inline validity
