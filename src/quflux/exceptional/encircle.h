#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline exceptional {

/// What a turn around a point tells about k eigenvalues that coalesce there.
struct Turn {
  std::vector<int> cycles;  ///< how many branches return into each other, longest cycle first
  int discriminant_order;   ///< zeros inside, with multiplicity, of the product of
                            ///< (lambda_i - lambda_j)^2 over the different eigenvalues
  Complex centroid;         ///< their mean position
  /// Of the branches in the longest cycle, of length m: moduli of the terms of their Puiseux series
  /// on the circle, lambda - mean = sum_q c_q z^(q/m), |c_q| radius^(q/m) at index q - 1. Each term
  /// alone is a pure power of the radius.
  RealVector puiseux;
};

/// Follows k of the eigenvalues at z around the circle |z| = radius, starting from those closest to
/// `mean`. The centroid of the zeros of the discriminant comes from its logarithmic derivative on
/// the circle and is accurate to rounding however many zeros coincide, where a single zero is known
/// to the root of rounding only. None when the eigenvalues are not well apart from all others on
/// the circle, or cannot be told from each other in its steps.
std::optional<Turn> encircle(const std::function<Vector(Complex)>& eigenvalues, Complex mean,
                             Eigen::Index k, double radius);

}  // namespace quflux::inline exceptional
