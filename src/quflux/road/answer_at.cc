#include "quflux/road/answer_at.h"

#include <span>

namespace quflux::inline road {

Answer answer_at(Model model, const Road& road, const RoadEquation& equation,
                 const Quantities& quantities) {
  BoundSweep nowhere(model, {});
  const Solve solve = road.open({model, nowhere}, {equation}, quantities);
  Answer answer;
  answer.reset(1, quantities, flow_count(model), model.sites.size(), model.couplings.size());
  solve({0, 1}, std::span(&answer, 1));
  return answer;
}

}  // namespace quflux::inline road
