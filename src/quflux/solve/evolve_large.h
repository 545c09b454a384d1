#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "quflux/generator/generator.h"

namespace quflux::inline solve {

/// A state on its way, in the energy basis.
struct Passage {
  Matrix state;
  RealVector flows;  ///< J_j
  RealVector heats;  ///< Q_j, that have come from each bath since t = 0
  std::function<Matrix()> derivative;
};

/// Calls visit(k, passage) at times >= 0, ascending, of a generator whose matrix would be too
/// large: exp(L t) acts on the state and the heats, Eq. (42), by Arnoldi's method (Saad, SIAM J.
/// Numer. Anal. 29, 209 (1992)) in blocks of the StateClasses that the state is block diagonal in,
/// or of all states. Steps are as long as an estimate of their error allows, 1e-12 of the state in
/// all. Throws Stopped as throw_if_stopped() says.
void evolve_large(const Generator& generator, const Matrix& start, std::span<const double> times,
                  const std::function<void(std::size_t, const Passage&)>& visit);

}  // namespace quflux::inline solve
