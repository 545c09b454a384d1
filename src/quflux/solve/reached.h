#pragma once

#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// Which numbers of x a generator makes of those that are not zero in `start`, ascending: x(t)
/// stays within them. Symmetries of the model and secular approximations leave few.
std::vector<Eigen::Index> reached(const Matrix& generator, const Vector& start);

/// Where in `elements` the adjoint of each is, by where it is in x. Empty: some have none there.
std::vector<Eigen::Index> adjoints_among(const std::vector<Eigen::Index>& elements,
                                         const std::vector<Eigen::Index>& adjoints);

}  // namespace quflux::inline solve
