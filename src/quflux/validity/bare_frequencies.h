#pragma once

#include <string>

#include "quflux/model/system.h"

namespace quflux::inline validity {

/// A transition of the coupled system that a bath drives, and the nearest one that it drives where
/// nothing is coupled.
struct FrequencyShift {
  std::string bath = {};
  double dressed = 0;
  double bare = 0;
  double shift = 0;  ///< |dressed - bare|
};

/// The largest of all baths. The system has an uncoupled Hamiltonian.
FrequencyShift largest_frequency_shift(const System& system);

}  // namespace quflux::inline validity
