#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/method/hierarchy/bath_sums.h"
#include "quflux/method/hierarchy/energy_system.h"
#include "quflux/model/drive.h"
#include "quflux/model/system.h"

namespace quflux::inline hierarchy {

/// What is seen of a hierarchy at some times.
struct HierarchyTrajectory {
  std::vector<RealVector> flows;
  std::vector<RealVector> heats;     ///< integrals of the flows from t = 0 on
  std::vector<double> work;          ///< that jumps of H have done since then
  std::vector<Matrix> states;        ///< in the basis of the model
  std::vector<Matrix> derivatives;   ///< of these
  std::vector<std::size_t> systems;  ///< which of the systems it is
};

/// The state of a system with its reservoirs before t = 0: of the system alone, in the basis of the
/// model, or the stationary one of both, of a system with the same reservoirs.
struct StartOfHierarchy {
  std::optional<Matrix> state;
  std::optional<System> stationary;
};

/// Hierarchies of a system whose Hamiltonian and channels jump at some times and are constant in
/// between. The auxiliary operators are those of the reservoirs, and stay what they are at a jump.
class PiecewiseMotion {
 public:
  /// System k holds on stretch k; the last stretch begins where the motion ends. Refers to all.
  PiecewiseMotion(std::span<const System> systems, std::span<const Stretch> stretches,
                  std::span<const CorrelationFunction> baths, const StartOfHierarchy& start);

  /// Modes of a hierarchy of so many exponentials a bath.
  std::size_t modes(std::size_t exponentials) { return sums_.modes(exponentials); }

  /// What so many exponentials a bath and tiers say at times >= 0, ascending, with elements of the
  /// state right to `tolerance`. Throws NoAnswer as propagate() and stationary_state().
  HierarchyTrajectory follow(std::size_t exponentials, std::size_t depth,
                             std::span<const double> times, double tolerance);

 private:
  std::span<const System> systems_;
  std::span<const Stretch> stretches_;
  const StartOfHierarchy& start_;
  std::vector<EnergySystem> in_energy_basis_;  // of the systems
  std::optional<EnergySystem> before_;
  BathSums sums_;
};

}  // namespace quflux::inline hierarchy
