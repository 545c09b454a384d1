#pragma once

#include "quflux/road/road.h"

namespace quflux::inline reaction_coordinate {

/// The form of RoadEquation: the one equation there is.
struct CoordinateEquation {};

/// The road by reaction coordinates: a mode of each bath becomes part of the system, Eq. (84), and
/// a master equation solves the enlarged model, whose residual baths are weak where the density of
/// the bath has a peak. Networks of oscillators stay networks; other models are solved with more
/// and more levels of the modes until the flows stand.
const Road& coordinate_road();

}  // namespace quflux::inline reaction_coordinate
