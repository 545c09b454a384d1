#include "quflux/method/equation.h"

#include <algorithm>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"

namespace quflux::inline method {

const EquationKind& find_equation(std::string_view name, const EquationTable& table) {
  const auto found = std::ranges::find(table, name, &EquationKind::name);
  if (found != table.end()) return *found;
  std::vector<std::string> names;
  for (const EquationKind& kind : table) names.emplace_back(kind.name);
  throw Error(fmt::format("unknown equation '{}'{}", name, did_you_mean(name, names)));
}

Equation equation(std::string_view name, const Options& options, const EquationTable& table) {
  return {find_equation(name, table), std::string(name), options};
}

const Equation* find_labelled(const std::vector<Equation>& equations, std::string_view label) {
  const auto found = std::ranges::find(equations, label, &Equation::label);
  return found == equations.end() ? nullptr : &*found;
}

std::vector<Equation> all_equations(const EquationTable& table) {
  std::vector<Equation> all;
  for (const EquationKind& kind : table) all.push_back({kind, kind.name, {}, true});
  return all;
}

Options known_options(const EquationKind& kind, const Options& options) {
  Options known;
  for (const OptionKey& option : kind.options) {
    if (const auto set = options.find(option.key); set != options.end()) known.insert(*set);
  }
  return known;
}

std::string obstacle(const Equation& equation, const Model& model, const Quantities& quantities,
                     const std::optional<Course>& course) {
  const std::vector<RoadTo>& roads = equation.kind.roads;
  std::vector<std::string> reasons;
  for (const RoadTo& to : roads) {
    reasons.push_back(obstacle(*to.road, model, {to.form, equation.options}, quantities, course));
    if (reasons.back().empty()) return "";
  }
  if (roads.size() == 1) {
    const bool exact = is_exact(equation);
    return fmt::format("there is no {}{} for this model: {}", equation.label,
                       exact ? " current" : " answer", reasons[0]);
  }
  const RoadTo& faster = roads[roads.size() - 2];
  return fmt::format("{}, and {} is not solved as {}: {}", reasons.back(), equation.label,
                     faster.road->solves, reasons[roads.size() - 2]);
}

std::string faster_road_obstacle(const Equation& equation, const Model& model,
                                 const Quantities& quantities,
                                 const std::optional<Course>& course) {
  const std::vector<RoadTo>& roads = equation.kind.roads;
  if (roads.size() < 2) return "";
  const RoadTo& to = roads[roads.size() - 2];
  return obstacle(*to.road, model, {to.form, equation.options}, quantities, course);
}

}  // namespace quflux::inline method
