#pragma once

#include <vector>

#include "quflux/method/master_equation/options.h"
#include "quflux/method/network/network.h"
#include "quflux/validity/time_scales.h"

namespace quflux::inline validity {

/// The energies of the normal modes, and the rates at which each bath alone relaxes their quanta.
struct ModeRates {
  RealVector energies;
  std::vector<RealVector> rates;    ///< for each bath
  std::vector<RealVector> weights;  ///< of the modes in what each bath lowers, squared
};

/// Throws Error as normal_modes().
ModeRates mode_rates(const Network& network, const EquationOptions& options);

/// Modes whose energies are within `tolerance` times the largest are one to a bath, with the sum of
/// their weights and rates: which modes of one energy were found does not count.
ModeRates joined_modes(const ModeRates& modes, double tolerance);

/// The scales that decide which equation holds, from the normal modes, joined: rates are those at
/// which a bath alone relaxes a mode, and lines are as wide as its amplitude decays.
TimeScales mode_scales(const Network& network, const ModeRates& modes,
                       const EquationOptions& options);

}  // namespace quflux::inline validity
