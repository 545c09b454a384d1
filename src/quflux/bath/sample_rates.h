#pragma once

#include "quflux/bath/reservoir.h"
#include "quflux/core/matrix.h"

namespace quflux::inline bath {

/// R(w) at frequencies that resolve it.
struct RateSamples {
  RealVector frequencies;  ///< ascending, as many below zero as above
  RealVector rates;
  /// Up to where errors count: all samples, but for densities with tails that fall off as a power.
  double band = 0;
  /// A bound of the integral of R(w) where it is not known: beyond a table, if it fell off as
  /// 1/w^2.
  double unknown = 0;
};

/// Samples R(w) of a density of one kind where it is not negligible, or not known: a table to its
/// end. A user-defined function is asked twice, for many frequencies each time. Throws NoAnswer
/// where a table does not reach w = 0.
RateSamples sample_rates(const SingleDensity& density, double temperature);

}  // namespace quflux::inline bath
