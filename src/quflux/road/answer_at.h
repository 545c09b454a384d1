#pragma once

#include "quflux/road/road.h"

namespace quflux::inline road {

/// What one equation of a road answers at the numbers of a model.
Answer answer_at(Model model, const Road& road, const RoadEquation& equation,
                 const Quantities& quantities);

}  // namespace quflux::inline road
