#pragma once

#include "quflux/method/hierarchy/hierarchy.h"

namespace quflux::inline hierarchy {

/// The stationary state of a hierarchy, with all its auxiliary operators.
struct StationaryState {
  Vector x;            ///< of trace one
  RealVector numbers;  ///< v of SweptHierarchy, of which x is made
  int iterations;      ///< of GMRES
  double residual;     ///< of the preconditioned equation, over the size of its right-hand side
};

/// Solves (M + e tr) x = e by GMRES in the form of SweptHierarchy, until the residual is
/// `tolerance` or as small as rounding allows. Throws NotUnique where tier 1's equation has more
/// than one stationary state, NoAnswer where the iteration does not converge, and Stopped as
/// throw_if_stopped() says. `start`: the numbers of the same exponentials with another number of
/// tiers, from which it begins; those of tiers below stay nearly what they are.
StationaryState stationary_state(const Hierarchy& hierarchy, double tolerance,
                                 const RealVector& start = {});

}  // namespace quflux::inline hierarchy
