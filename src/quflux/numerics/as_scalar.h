#pragma once

#include <type_traits>

#include "quflux/core/matrix.h"

namespace quflux::inline numerics {

/// The number itself, or its real part, which is all there is of it.
template <class Scalar>
Scalar as_scalar(Complex value) {
  if constexpr (std::is_same_v<Scalar, double>) {
    return value.real();
  } else {
    return value;
  }
}

/// A complex block beside factors of Scalar is kept as it is, beside real ones as its real and
/// imaginary parts side by side.
template <class Scalar>
inline constexpr Eigen::Index kParts = std::is_floating_point_v<Scalar> ? 2 : 1;

}  // namespace quflux::inline numerics
