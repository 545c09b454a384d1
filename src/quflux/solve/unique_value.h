#pragma once

#include <optional>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// The value that a linear functional has for all stationary states, where `values` are those it
/// has for a basis of SteadyStateSolver::stationary_space() and `traces` the traces of the basis:
/// values = c traces up to the rounding of numbers of the size `scale`. None where states differ.
std::optional<double> unique_value(const RealVector& values, const RealVector& traces,
                                   double scale);

}  // namespace quflux::inline solve
