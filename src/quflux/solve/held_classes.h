#pragma once

#include "quflux/solve/state_classes.h"

namespace quflux::inline solve {

/// find_classes() in which a matrix in the energy basis is block diagonal, too, but for what is
/// below 1e-13 of its largest element.
StateClasses find_classes_of(const Matrix& held, const Generator& generator, double weak);

}  // namespace quflux::inline solve
