#pragma once

#include "quflux/study/plan.h"

namespace quflux::inline study {

/// What one equation of a planned road, the k-th, answers at the numbers of a model.
Answer answer_at(Model model, const PlannedRoad& planned, std::size_t k,
                 const Quantities& quantities);

}  // namespace quflux::inline study
