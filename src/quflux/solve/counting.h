#pragma once

#include <functional>
#include <span>
#include <vector>

#include "quflux/generator/linear_generator.h"

/// The statistics of the energies Q_j that baths give in a long time t,
/// <exp(sum_j s_j Q_j)> ~ exp(lambda(s) t), by the generator L(s) = L_0 + sum_j L_j(s_j) that
/// counts them: lambda(s) is its dominant eigenvalue.
namespace quflux::inline solve {

/// A generator, the only state that it keeps, and how it responds to a disturbance.
struct CountedState {
  const LinearGenerator& generator;
  Vector state;
  /// The x of L x = b with Tr x = 0, for b of trace zero.
  std::function<Vector(const Vector& b)> inverse;
};

/// The same in 31 digits, of a density matrix in the energy basis.
struct PreciseCountedState {
  const BasicGenerator<DoubleDouble>& generator;
  Dressing dressing;
  BasicMatrix<DoubleDouble> state;
  std::function<BasicMatrix<DoubleDouble>(const BasicMatrix<DoubleDouble>& b)> inverse;
};

/// The derivatives 1 to `order` of lambda(x c) by x at x = 0, Eq. (68): the cumulants of
/// sum_j c_j Q_j per unit time. With the Taylor coefficients L_k = sum_j c_j^k L_j^(k)(0)/k!,
///
///   lambda_n = sum_{k=1}^n <1|L_k rho_{n-k}>,   L rho_n = -sum_{k=1}^n (L_k - lambda_k) rho_{n-k}.
RealVector cumulants(const CountedState& counted, const RealVector& c, int order);
RealVector cumulants(const PreciseCountedState& counted, const RealVector& c, int order);

/// d<<Q_j Q_k>>/dt, Eq. (69).
RealMatrix flow_noise(const CountedState& counted);
RealMatrix flow_noise(const PreciseCountedState& counted);

/// <1|L_j''(0) rho> of each bath, what its jumps make of noise by themselves.
RealVector shot_noise(const CountedState& counted);

/// S_jk(w) = int dt e^{-i w t} <<I_j(t) I_k(0)>> of the flows at some frequencies, Eq. (70).
std::vector<Matrix> noise_spectrum(const CountedState& counted,
                                   std::span<const double> frequencies);

/// lambda(s), the eigenvalue of L(s) that is 0 at s = 0: that with the largest real part of a
/// completely positive generator, else the one that it becomes along s. NaN where it ends by
/// becoming one of a complex pair.
double generating_function(const LinearGenerator& generator, const Vector& state,
                           const RealVector& s);

}  // namespace quflux::inline solve
