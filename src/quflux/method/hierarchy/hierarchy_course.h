#pragma once

#include <string>
#include <vector>

#include "quflux/method/hierarchy/options.h"
#include "quflux/model/course.h"
#include "quflux/road/road.h"

namespace quflux::inline hierarchy {

/// Why a hierarchy does not follow a model in time, whose stationary state it finds; empty: it
/// does.
std::string obstacle_in_time(const Quantities& quantities, const Course& course);

/// Flows and states of hierarchies in time: from a state of the system with reservoirs that are in
/// equilibrium and know nothing of it, or from the stationary state of both with other numbers of
/// the system. Drives are steps of the system's numbers.
Solve follow_hierarchy(const Points& points, const std::vector<RoadEquation>& equations,
                       const Quantities& quantities, const Course& course);

}  // namespace quflux::inline hierarchy
