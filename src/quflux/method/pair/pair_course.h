#pragma once

#include "quflux/road/road.h"

namespace quflux::inline pair {

/// Why a pair of two-level systems, to which an equation leads, is not followed in time to these
/// quantities by its closed form; empty: it is.
std::string course_obstacle(const Quantities& quantities);

/// Follows the moments C(t) = C_inf + E [C(0) - C_inf] E^+ with E = exp(-X t), Eq. (51), whatever
/// state they are of, see InTime::open.
Solve follow_pair(const Points& points, const std::vector<RoadEquation>& equations,
                  const Quantities& quantities, const Course& course);

}  // namespace quflux::inline pair
