#pragma once

#include <string>

#include "quflux/model/system.h"

namespace quflux::inline validity {

/// What the next order in the coupling to the baths does to the flows.
struct NextOrder {
  double change = 0;        ///< of the flow that it changes most
  std::string reason = {};  ///< why it is not known; empty: it is
};

/// The flows of the hierarchy of two tiers, which is right to the fourth order in the coupling
/// operators, less those of one tier, the second-order equation with memory, with the same
/// exponentials of the baths.
NextOrder next_order(const System& system);

}  // namespace quflux::inline validity
