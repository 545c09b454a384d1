#pragma once

#include "quflux/method/pair/pair_equation.h"
#include "quflux/road/road.h"

namespace quflux::inline pair {

/// The closed form of a pair of two-level systems by the vector kernel, thousands of points at a
/// time and without allocation; points that the closed form does not allow by the density matrix,
/// which also gives the reason where there is no answer. Flows only, options at their defaults. Its
/// forms are PairEquation.
const Road& pair_road();

}  // namespace quflux::inline pair
