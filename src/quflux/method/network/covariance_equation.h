#pragma once

#include <optional>
#include <vector>

#include "quflux/method/network/precise_flows.h"

namespace quflux::inline network {

/// What one bath adds to the equation of a covariance s: A_j and D_j, or D_j - A_j s_0 - s_0 A_j^T
/// where s counts from s_0.
struct BathDrift {
  RealMatrix drift;
  RealMatrix drive;
};

/// d s/dt = -A s - s A^T + D with A = A_H + sum_j A_j, and the energy Tr[H^T s]/2 times `scale`.
struct CovarianceEquation {
  RealMatrix energy;      ///< H
  RealMatrix commutator;  ///< A_H
  std::vector<BathDrift> baths;
  Symmetry symmetry = Symmetry::symmetric;  ///< of s, D and H
  double scale = 1;

  RealMatrix drift() const {
    RealMatrix sum = commutator;
    for (const BathDrift& bath : baths) sum += bath.drift;
    return sum;
  }
  RealMatrix drive() const {
    RealMatrix sum = RealMatrix::Zero(energy.rows(), energy.cols());
    for (const BathDrift& bath : baths) sum += bath.drive;
    return sum;
  }
};

/// [[q, 0], [0, p]]
RealMatrix block_diagonal(const RealMatrix& q, const RealMatrix& p);

/// J_j = Tr[H^T (D_j - A_j s - s A_j^T)] scale/2 of the stationary s, refined as those of an
/// AmplitudeEquation where double precision leaves fewer than 10 digits. `modes` are the energies
/// of the normal modes that the equation is written in, if it is.
ToldFlows told_flows(const CovarianceEquation& equation, const RealMatrix& covariance,
                     double relative_rounding, const std::optional<RealVector>& modes);

}  // namespace quflux::inline network
