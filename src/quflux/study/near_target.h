#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline study {

/// The eigenvalues of a generator that are closest to a number, of models too large for all of
/// them.
struct NearTarget {
  Complex value;
  Eigen::Index count = 6;  ///< how many
};

}  // namespace quflux::inline study
