#pragma once

#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/numerics/exponentials.h"

namespace quflux::inline bath {

/// A number at a frequency, and the size of an error of it that counts as one.
struct RateTarget {
  double frequency;
  double rate;  ///< R(w)
  double rate_scale;
  double shift;  ///< Lambda(w)
  double shift_scale;
};

/// What amplitudes are fitted to, Eq. (60).
struct FitTargets {
  RealVector times;
  Vector correlation;  ///< C(t)
  double scale = 1;    ///< of C(t)
  std::vector<RateTarget> rates;
};

/// Changes amplitudes, those of real rates by real numbers, so that the sum of squares of the
/// errors becomes least. Returns that sum.
double fit_amplitudes(Exponentials& sum, const FitTargets& targets);

}  // namespace quflux::inline bath
