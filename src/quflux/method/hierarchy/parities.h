#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline hierarchy {

/// The parity of each state, 0 or 1: H connects states of the same one, each S_j states of
/// different ones. Empty: the system has no such parity.
std::vector<int> parities(const Matrix& hamiltonian, const std::vector<Matrix>& couplings);

}  // namespace quflux::inline hierarchy
