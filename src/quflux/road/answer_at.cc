#include "quflux/road/answer_at.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace quflux::inline road {

Answer answer_at(Model model, const Road& road, const RoadEquation& equation,
                 const Quantities& quantities, const InitialState* from) {
  BoundSweep nowhere(model, {});
  const Solve solve = road.open({model, nowhere, from}, {equation}, quantities);
  Answer answer;
  answer.reset(1, quantities, flow_count(model), model.sites.size(), model.couplings.size());
  solve({0, 1}, std::span(&answer, 1));
  return answer;
}

void put_flows(const Answer& one, std::size_t point, Answer& answer) {
  const auto put = [&](const std::vector<double>& numbers, std::vector<double>& column) {
    if (column.empty()) return;
    std::ranges::copy(numbers,
                      column.begin() + static_cast<std::ptrdiff_t>(point * numbers.size()));
  };
  put(one.flows, answer.flows);
  put(one.flow_digits, answer.flow_digits);
  put(one.occupations, answer.occupations);
  put(one.bond_flows, answer.bond_flows);
  if (one.warnings.contains(0)) add_remark(answer.warnings[point], one.warnings.at(0));
}

}  // namespace quflux::inline road
