#pragma once

#include <functional>

#include "quflux/bath/reservoir.h"
#include "quflux/core/matrix.h"

namespace quflux::inline bath {

/// The lineshape function of a reservoir without its reorganisation term, Eq. (94):
///
///     q(t) = int_0^inf dw/(2 pi) gamma(w)/w^2 [coth(w/2T) (1 - cos wt) + i sin wt],   q'' = C(t).
///
/// It is analytic in the strip -1/T - margin < Im t < margin, where q(-t*) = q(t)*.
class Lineshape {
 public:
  /// q and dq/dt at a time.
  struct Values {
    Complex value;
    Complex slope;
  };

  /// Throws NoAnswer that says why it is not known: power laws without a cutoff, tables and
  /// functions, T = 0 of Drude and Brownian densities.
  explicit Lineshape(const Reservoir& reservoir);

  /// At a time in the strip, where it is known to a relative 1e-13 or so of its largest part.
  Values at(Complex time) const { return at_(time); }

  /// The energy int_0^inf dw/(2 pi) gamma(w)/w by which the bath relaxes about a displaced system.
  double reorganisation_energy() const { return reorganisation_energy_; }

  /// How far above the real axis the next singularity is, and below -1/T.
  double margin() const { return margin_; }

  /// Whether Re q(t) grows without bound, so that exp(-q) decays.
  bool grows() const { return grows_; }

 private:
  std::function<Values(Complex)> at_;
  double reorganisation_energy_ = 0;
  double margin_ = 0;
  bool grows_ = true;
};

}  // namespace quflux::inline bath
