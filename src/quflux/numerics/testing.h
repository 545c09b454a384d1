#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// A symmetric matrix with these elements on its diagonal and beside it.
inline RealMatrix chain(const RealVector& diagonal, const RealVector& beside) {
  RealMatrix m = diagonal.asDiagonal();
  m.diagonal(-1) = beside;
  m.diagonal(1) = beside;
  return m;
}

}  // namespace quflux::inline numerics
