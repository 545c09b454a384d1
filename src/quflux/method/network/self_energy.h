#pragma once

#include "quflux/bath/spectral_density.h"
#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/options.h"

namespace quflux::inline network {

/// P int_0^inf dv/(2 pi) gamma(v)/(w - v), the shift by a bath at zero temperature, for any real w.
/// In closed form for Drude and Brownian densities and for power laws with a cutoff and a whole
/// exponent, for others by lamb_shift(). Throws Error when the integral does not converge.
double vacuum_shift(const SpectralDensity& density, double frequency);

/// The retarded self-energy that a bath gives the site it couples to, at real w > 0,
///
///   exchange   Sigma(w) = P int dv/(2 pi) gamma(v)/(w - v)          - i gamma(w)/2
///   position   Sigma(w) = P int dv/(2 pi) gamma(v) 2 v/(w^2 - v^2)  - i gamma(w)/2,
///
/// without its real part, or with its value at w = 0 taken off, as options.self_energy says.
class BathSelfEnergy {
 public:
  /// Throws Error when the real part is asked for and does not converge.
  BathSelfEnergy(SpectralDensity density, const EquationOptions& options);

  Complex operator()(double frequency) const;

  /// Sigma(-w), real, at w > 0: of an exchange bath, which has no quanta there.
  double below(double frequency) const;

  /// Sigma(0), real.
  double at_zero() const;

 private:
  double real_part(double frequency) const;

  SpectralDensity density_;
  BathCoupling coupling_;
  SelfEnergy kept_;
  double counter_term_ = 0;
};

}  // namespace quflux::inline network
