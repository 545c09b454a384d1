#pragma once

#include "quflux/core/matrix.h"

namespace quflux::inline bath {

/// What is left at a time of the terms of the Matsubara frequencies.
struct MatsubaraSums {
  Complex cubic;      ///< sum_k e^{-k epsilon}/(k (k^2 - x^2))
  Complex quadratic;  ///< sum_k e^{-k epsilon}/(k^2 - x^2)
};

/// Both over k = 1, 2, ..., for Re epsilon >= 0, |Im epsilon| < 2 pi, epsilon != 0, and x that is
/// none of the k.
MatsubaraSums matsubara_sums(Complex x, Complex epsilon);

/// sum_k 1/(k (k^2 - x^2)).
Complex cubic_sum(Complex x);

}  // namespace quflux::inline bath
