#pragma once

#include "quflux/road/options.h"

namespace quflux::inline blip {

/// Whether systems of more than two states are solved in the common eigenstates of all S_j.
OptionKey pointer_states_option();
bool takes_pointer_states(const Options& options);

}  // namespace quflux::inline blip
