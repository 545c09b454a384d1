#pragma once

#include <cstddef>
#include <vector>

#include "quflux/core/matrix_element.h"
#include "quflux/model/system.h"
#include "quflux/road/answer.h"

namespace quflux::inline master_equation {

/// Writes what is asked of a state in the basis of the model, and the matrices that go with it, as
/// point i of an answer. `numbers`: n of each site.
void write_state(const System& system, const Matrix& state,
                 const std::vector<std::vector<MatrixElement>>& numbers,
                 const Quantities& quantities, std::size_t i, Answer& answer);

}  // namespace quflux::inline master_equation
