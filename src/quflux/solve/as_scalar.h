#pragma once

#include <type_traits>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// The number itself, or its real part, which is all there is of it.
template <class Scalar>
Scalar as_scalar(Complex value) {
  if constexpr (std::is_same_v<Scalar, double>) {
    return value.real();
  } else {
    return value;
  }
}

}  // namespace quflux::inline solve
