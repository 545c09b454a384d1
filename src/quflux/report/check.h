#pragma once

#include <string>

#include "quflux/study/study.h"

namespace quflux::inline report {

/// Describes in words what a model says: dimension, energies, transition frequencies with their
/// rates, and for each equation how its flows compare with those of the equation that it
/// approximates, and what it neglects. Throws Error when the model cannot be computed.
std::string describe(const Study& study);

}  // namespace quflux::inline report
