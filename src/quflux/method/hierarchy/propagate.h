#pragma once

#include <functional>

#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::inline hierarchy {

/// Where a hierarchy is at a time, and what it went through on the way.
struct Propagated {
  const Vector& x;
  const Vector& integral;  ///< of x over time, from 0 on
};

/// Calls visit(k, propagated) for times >= 0, ascending, of x(t) = exp(M t) x(0), where x is as
/// those of density matrices are. exp(M h) acts in a Krylov space of (1 - gamma M)^-1 (van den
/// Eshof and Hochbruck, SIAM J. Sci. Comput. 27, 1438 (2006)), whose dimension does not grow with
/// the fastest rate: steps are as long as `tolerance`, of the largest |element| of x, allows.
/// Throws Stopped as throw_if_stopped() says, and NoAnswer where an inner iteration does not
/// converge.
void propagate(const Hierarchy& hierarchy, const Vector& start, std::span<const double> times,
               double tolerance,
               const std::function<void(std::size_t k, const Propagated&)>& visit);

}  // namespace quflux::inline hierarchy
