#include "quflux/study/answer_at.h"

#include <span>

namespace quflux::inline study {

Answer answer_at(Model model, const PlannedRoad& planned, std::size_t k,
                 const Quantities& quantities) {
  BoundSweep nowhere(model, {});
  const Solve solve = planned.road->open({model, nowhere}, {planned.forms[k]}, quantities);
  Answer answer;
  answer.reset(1, quantities, flow_count(model), model.sites.size(), model.couplings.size());
  solve({0, 1}, std::span(&answer, 1));
  return answer;
}

}  // namespace quflux::inline study
