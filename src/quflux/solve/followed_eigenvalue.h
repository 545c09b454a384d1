#pragma once

#include <functional>
#include <optional>

#include "quflux/core/matrix.h"

namespace quflux::inline solve {

/// An eigenvalue with its vectors: m right = value right, left^+ m = value left^+.
struct Eigenpair {
  Complex value;
  Vector right;
  Vector left;
};

/// What an eigenvalue of m(0) is at x = 1, along m(x): in steps so short that its projector stays
/// nearly what it is, and none above `longest`, behind which m is another matrix and neighbours may
/// have changed places. None where it meets another, or m is not finite on the way.
std::optional<Complex> followed_eigenvalue(const std::function<Matrix(double x)>& m,
                                           const Eigenpair& start, double longest);

}  // namespace quflux::inline solve
