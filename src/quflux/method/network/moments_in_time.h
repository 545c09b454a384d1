#pragma once

#include <span>

#include "quflux/method/network/moment_motion.h"

namespace quflux::inline network {

/// The moments of a network along time.
struct MomentCourse {
  std::vector<Matrix> moments;  ///< by time
  RealMatrix flows;             ///< J_j by bath and time
  RealMatrix heats;             ///< Q_j, the integral of J_j from t = 0 on, likewise
};

/// C(t) from C(0), whatever state that is of, Gaussian or not. In a step of the length t
///
///   C -> E C E^+ + S,   Q_j -> Q_j + Tr(Y_j C) + z_j,   E = exp(-x t),   Eq. (44),
///
/// and steps combine: nothing but N x N matrices, no eigenvectors, and no stationary state, which
/// need not be unique.
MomentCourse evolve_moments(const MomentMotion& motion, const Matrix& start,
                            std::span<const double> times);

/// C -> E C E^+ + S.
struct MomentMap {
  Matrix e;
  Matrix s;
};

/// What a time > 0 does to moments.
MomentMap moments_after(const MomentMotion& motion, double time);

}  // namespace quflux::inline network
