#pragma once

#include "quflux/core/matrix.h"
#include "quflux/method/network/exact_problem.h"

namespace quflux::inline network {

/// a of each site in the modes, as ExactProblem has the operators of the channels.
struct SiteWeights {
  Matrix rotating;  ///< modes x sites
  Matrix counter;   ///< empty where there are no position couplings
};

SiteWeights site_weights(const Network& network);

/// [1 + Sigma g]^-1, with which g between anything and the channels is dressed.
Matrix dressing(const Matrix& bare, const Vector& sigma);

/// g [1 + Sigma g]^-1 between the sites and the channels.
struct SiteGreen {
  Matrix lowered;  ///< of a, sites x channels
  Matrix raised;   ///< of a^+
};

/// By the modes, whose detunings keep the digits of a resonance however narrow, and not by a matrix
/// of sites, whose diagonal loses them.
SiteGreen site_green(const ExactProblem& p, const SiteWeights& sites, const ModePoles& poles,
                     const Matrix& dressing);

}  // namespace quflux::inline network
