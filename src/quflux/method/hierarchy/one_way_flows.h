#pragma once

#include <vector>

#include "quflux/method/hierarchy/energy_system.h"

namespace quflux::inline hierarchy {

/// The energy that baths give, or take, in a unit of time, if only energy that goes this way
/// counts: what flows are small or large beside.
class OneWayFlows {
 public:
  /// Asks for the rates of each bath once.
  OneWayFlows(const System& system, const EnergySystem& in_energy_basis);

  /// The largest of a state in the basis of the model.
  double largest(const Matrix& state) const;

 private:
  Matrix basis_;
  std::vector<RealVector> by_level_;  // of each bath, what it gives and what it takes
};

}  // namespace quflux::inline hierarchy
