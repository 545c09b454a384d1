#pragma once

#include <span>

#include "quflux/core/matrix.h"
#include "quflux/generator/linear_generator.h"

namespace quflux::inline solve {

/// What x has become at some times, and the energy that each bath has given by then.
struct Trajectory {
  Matrix states;     ///< x(t), a column each
  RealMatrix heats;  ///< Q_j(t) by bath and time
};

/// The same of flows alone.
struct FlowTrajectory {
  RealMatrix flows;  ///< J_j(t) by bath and time
  RealMatrix heats;  ///< Q_j(t) likewise
};

/// x(t) = exp(L t) x(0) at times >= 0, ascending, with Q_j(t) = int_0^t J_j, Eqs. (41) and (42):
/// one exponential of the generator with a row <H|L_j for each bath. Equal steps share that of one
/// step; others are put together from those of its halves. Never by eigenvectors, of which an
/// exceptional point leaves no digits.
Trajectory evolve(const LinearGenerator& generator, const Vector& start,
                  std::span<const double> times);

/// J_j(t) and Q_j(t) alone, at n equal steps by some 2 sqrt(n) products in the place of n.
FlowTrajectory evolve_flows(const LinearGenerator& generator, const Vector& start,
                            std::span<const double> times);

}  // namespace quflux::inline solve
