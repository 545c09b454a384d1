#pragma once

#include "quflux/road/road.h"

namespace quflux::inline blip {

/// The form of RoadEquation: the one equation there is.
struct BlipEquation {};

/// The road by the noninteracting-blip approximation: jumps between the states that the baths tell
/// apart, of a two-level system or, as an option, of any system whose baths couple through
/// commuting operators.
const Road& blip_road();

}  // namespace quflux::inline blip
