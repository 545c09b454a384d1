#pragma once

#include "quflux/road/road.h"

namespace quflux::inline road {

/// What one equation of a road answers at the numbers of a model; `from` as of Points.
Answer answer_at(Model model, const Road& road, const RoadEquation& equation,
                 const Quantities& quantities, const InitialState* from = nullptr);

/// Puts the flows and the occupations of an answer at one point, with what is said of them, in the
/// place of a point of another one, as far as that was asked for them.
void put_flows(const Answer& one, std::size_t point, Answer& answer);

}  // namespace quflux::inline road
