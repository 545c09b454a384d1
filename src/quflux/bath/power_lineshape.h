#pragma once

#include "quflux/bath/lineshape.h"

namespace quflux::inline bath {

/// The lineshape function of gamma(w) = c w^s exp(-w/wc), s > 0, in closed form, Eq. (95).
class PowerLineshape {
 public:
  /// Throws NoAnswer where there is no cutoff and for exponents that are not above zero.
  PowerLineshape(const PowerLaw& density, double temperature);

  Lineshape::Values at(Complex time) const;

  /// c Gamma(s) wc^s/(2 pi).
  double reorganisation_energy() const;

 private:
  double weight_;  // c Gamma(s)/(2 pi)
  double exponent_;
  double cutoff_;
  double temperature_;
};

}  // namespace quflux::inline bath
