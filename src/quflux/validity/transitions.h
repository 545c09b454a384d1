#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model/system.h"

namespace quflux::inline validity {

/// What a bath does at one transition frequency of the coupled system.
struct BathTransition {
  double frequency;   ///< w >= 0
  double emission;    ///< largest |<a|S|b>|^2 R(w)
  double absorption;  ///< the same at -w
};

/// The transitions that a bath drives, ascending in frequency; frequencies within the degeneracy
/// tolerance are one. Throws Error as make_generator().
std::vector<BathTransition> bath_transitions(const System& system, const SystemBath& bath,
                                             double degeneracy_tolerance);

/// The scales that decide which equation holds.
struct TimeScales {
  double largest_rate;  ///< of all transitions of all baths, and of Lindblad channels
  std::optional<double> smallest_splitting;  ///< between different transition frequencies of the
                                             ///< same sign and bath, if there are two
  std::optional<double> smallest_frequency;  ///< of all transitions but those at zero
  /// sqrt(d^2 + 4 c^2), by which the couplings shift the transitions of the single sites: c is the
  /// norm of H minus the uncoupled H and d the smallest difference of two uncoupled energies that
  /// it connects. For two levels this is their splitting. Zero when nothing is coupled.
  double coupling_splitting;
};

TimeScales time_scales(const System& system, double degeneracy_tolerance);

}  // namespace quflux::inline validity
