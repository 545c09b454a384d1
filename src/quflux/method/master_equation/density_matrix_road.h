#pragma once

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/road/road.h"

namespace quflux::inline master_equation {

/// The density matrix: any model that is not too large, any master equation. Its forms are
/// MasterEquation; options are those of equation_options().
const Road& density_matrix_road();

}  // namespace quflux::inline master_equation
