#pragma once

#include "quflux/method/master_equation/driven_motion.h"

namespace quflux::inline master_equation {

/// The density matrix that a period leaves unchanged, Eq. (53), its columns on each other. Where
/// two states that start apart have become one sooner than the propagator of a period is found, it
/// is what they have become; elsewhere it is solved for. Throws NoAnswer when there is more than
/// one.
Vector limit_cycle(const DrivenEquation& equation, double period);

}  // namespace quflux::inline master_equation
