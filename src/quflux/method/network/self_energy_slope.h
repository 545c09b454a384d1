#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "quflux/bath/spectral_density.h"
#include "quflux/core/matrix.h"
#include "quflux/method/master_equation/options.h"

namespace quflux::inline network {

/// d Sigma/dp of a BathSelfEnergy by a number p of its spectral density, see density_slope().
class SelfEnergySlope {
 public:
  /// Throws Error as density_slope(), and when the real part is asked for and does not converge.
  SelfEnergySlope(SpectralDensity density, std::string_view number, const EquationOptions& options);

  Complex operator()(double frequency) const;

  /// As that of BathSelfEnergy.
  double below(double frequency) const;

 private:
  double vacuum(double frequency) const;
  double real_part(double frequency) const;

  SpectralDensity density_;
  std::string number_;
  std::optional<SpectralDensity> slope_;  // d gamma/dp, where it is a density that there is
  BathCoupling coupling_;
  SelfEnergy kept_;
  double counter_term_ = 0;
};

}  // namespace quflux::inline network
