#pragma once

#include <span>

#include "quflux/method/network/amplitude_equation.h"

namespace quflux::inline network {

/// The moments of a network along time, in the basis of their equation.
struct MomentCourse {
  std::vector<Matrix> deviations;  ///< C - C_0 by time
  RealMatrix flows;                ///< J_j by bath and time
  RealMatrix heats;                ///< Q_j, the integral of J_j from t = 0 on, likewise
};

/// C(t) from C(0) = C_0 + `deviation`, whatever state that is of, Gaussian or not. In a step of the
/// length t
///
///   C -> E C E^+ + S,   Q_j -> Q_j + Tr(Y_j C) + z_j,   E = exp(-X t),   Eq. (44),
///
/// and steps combine: nothing but N x N matrices, no eigenvectors, and no stationary state, which
/// need not be unique.
MomentCourse evolve_moments(const AmplitudeEquation& equation, const Matrix& deviation,
                            std::span<const double> times);

}  // namespace quflux::inline network
