#pragma once

#include "quflux/road/road.h"

namespace quflux::inline network {

/// Why the moments of a network, to which an equation leads, are not followed in time from there;
/// empty: they are.
std::string course_obstacle(const Model& model, const RoadEquation& equation,
                            const Quantities& quantities, const Course& course);

/// Follows the moments, see InTime::open.
Solve follow_network(const Points& points, const std::vector<RoadEquation>& equations,
                     const Quantities& quantities, const Course& course);

}  // namespace quflux::inline network
