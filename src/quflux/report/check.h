#pragma once

#include <string>

#include "quflux/study/study.h"

namespace quflux::inline report {

/// Describes in words what a model says: dimension, energies, transition frequencies with their
/// rates, and what each equation assumes and whether that holds here. Throws Error when the model
/// cannot be computed.
std::string describe(const Study& study);

}  // namespace quflux::inline report
