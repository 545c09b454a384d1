#pragma once

#include "quflux/road/road.h"

namespace quflux::inline surrogate {

/// The form of RoadEquation: the one equation there is.
struct SurrogateEquation {};

/// The road by surrogate baths: a few modes in the place of each bath, of which the flows and the
/// state of the system are found without further approximation.
const Road& surrogate_road();

}  // namespace quflux::inline surrogate
