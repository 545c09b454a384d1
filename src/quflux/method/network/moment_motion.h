#pragma once

#include <vector>

#include "quflux/method/network/closed_moments.h"

namespace quflux::inline network {

/// dC/dt = -x C - C x^+ + source and dQ_j/dt = J_j = Tr(F_j C) + c_j of moments C, or of what they
/// are more than an equilibrium: Eq. (44).
struct MomentMotion {
  Matrix x;
  Matrix source;
  std::vector<Matrix> functionals;  ///< F_j
  std::vector<double> constants;    ///< c_j

  double flow(std::size_t bath, const Matrix& moments) const;
};

/// Re Tr(a b).
double trace_of_product(const Matrix& a, const Matrix& b);

/// That of the deviation C - C_0, in the basis of the equation.
MomentMotion motion_of_deviation(const AmplitudeEquation& equation);

/// That of C itself, in the basis of the sites.
MomentMotion motion_of_sites(const ClosedMoments& closed);

}  // namespace quflux::inline network
