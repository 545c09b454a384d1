#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// Whether a symmetric matrix, of which the lower half is read, has elements on its diagonal and
/// next to it alone, as that of a chain.
inline bool is_tridiagonal(const RealMatrix& symmetric) {
  for (Eigen::Index k = 0; k + 2 < symmetric.rows(); ++k) {
    if ((symmetric.col(k).tail(symmetric.rows() - k - 2).array() != 0).any()) return false;
  }
  return true;
}

}  // namespace quflux::inline numerics
