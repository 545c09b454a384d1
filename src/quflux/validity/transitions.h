#pragma once

#include <vector>

#include "quflux/model/system.h"

namespace quflux::inline validity {

/// What a bath does at one transition frequency of the coupled system.
struct BathTransition {
  double frequency;     ///< w >= 0
  double emission;      ///< largest |<a|S|b>|^2 R(w)
  double absorption;    ///< the same at -w
  double width;         ///< ||S(w)||^2 [R(w) + R(-w)]/2
  double strength = 0;  ///< ||S(w)||^2
};

/// The transitions that each bath drives, ascending in frequency; frequencies within the degeneracy
/// tolerance are one. Throws Error as make_generator().
std::vector<std::vector<BathTransition>> bath_transitions(const System& system,
                                                          double degeneracy_tolerance);

}  // namespace quflux::inline validity
