#pragma once

#include "quflux/generator/linear_generator.h"

namespace quflux::inline solve {

/// Where a state goes as t -> infinity.
struct Limit {
  Vector x;
  /// Whether coherences that no bath damps keep turning, so that x is the average over time.
  bool turns;
};

/// The limit of exp(L t) x(0), Eq. (47): the projection R (W^+ R)^-1 W^+ x(0) onto the zero
/// eigenspace by bases R and W of the right and left null vectors, among the numbers of x that are
/// reached. Never by other eigenvectors, of which an exceptional point leaves no digits. Throws
/// NoAnswer where the state grows without end.
Limit limit(const LinearGenerator& generator, const Vector& start);

}  // namespace quflux::inline solve
