#pragma once

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/method/pair/moments.h"
#include "quflux/method/pair/two_level_pair.h"

namespace quflux::inline pair {

/// The upper of two modes, from above, and how far they are apart.
struct PairScales {
  double energy;
  double splitting;
};

PairScales pair_scales(double omega1, double omega2, double coupling);

/// Of rates, relative to them, by their exponentials.
inline constexpr double kRateRounding = 16 * std::numeric_limits<double>::epsilon();

/// What the rounding of rates leaves in flows of the partial secular equation, relative to them:
/// the last term of Eq. (34) has the difference of two rates at energies that are a splitting s
/// apart, and about g_1 g_2/E^2 of the flow. From above, with n + 1/2 <= T/E + 1/2; gamma_j are the
/// largest of both modes.
double slope_rounding(const PairScales& scales, double gamma1, double temperature1, double gamma2,
                      double temperature2);
double slope_rounding(const TwoLevelPair& pair);

/// Above, modes are close: a point needs more than that difference.
inline constexpr double kMostSlopeRounding = 1e-13;

/// Whether they can be, whatever the rates are.
inline bool may_be_close(double omega1, double omega2, double coupling) {
  constexpr double kClose = kRateRounding / kMostSlopeRounding;  // s/E
  const double detuning = omega1 - omega2;
  const double energy = std::max(omega1, omega2) + std::abs(coupling);
  return detuning * detuning + 4 * coupling * coupling < kClose * kClose * energy * energy;
}

/// J_1 of the partial secular equation for modes that are close: the difference of rates over s is
/// their mean slope, (1/s) int dE f'(E) between the modes, which has all digits however small s is.
/// The spectral densities must be analytic, as those with a RateShape are. NaN where numbers have
/// no room for f'.
SumOfTerms<double> flow_of_close_modes(const TwoLevelPair& pair);

}  // namespace quflux::inline pair
