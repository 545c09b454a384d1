#pragma once

#include "quflux/road/road.h"

namespace quflux::inline hierarchy {

/// The form of RoadEquation: the one equation there is.
struct HierarchyEquation {};

/// The road by hierarchical equations of motion: stationary flows and states of any system whose
/// baths have correlation functions that are sums of exponentials, with their errors. Nothing is
/// approximated that the errors do not tell.
const Road& hierarchy_road();

}  // namespace quflux::inline hierarchy
