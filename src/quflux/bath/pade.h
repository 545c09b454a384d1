#pragma once

#include <complex>

#include "quflux/core/matrix.h"

namespace quflux::inline bath {

/// The [N-1/N] Pade approximation of the Bose function, Eq. (58),
///
///     1/(1 - exp(-x)) = 1/2 + 1/x + sum_j 2 eta_j x/(x^2 + xi_j^2),
///
/// with ascending xi_j: it is right up to |x| of some N^2/10.
struct PadePoles {
  RealVector xi;
  RealVector eta;
};

PadePoles pade_poles(Eigen::Index count);

/// The approximation at a complex x.
std::complex<double> bose(const PadePoles& pade, std::complex<double> x);

}  // namespace quflux::inline bath
