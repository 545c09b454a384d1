#pragma once

#include <string>
#include <vector>

#include "quflux/core/matrix.h"
#include "quflux/method/surrogate/options.h"
#include "quflux/model/model.h"

namespace quflux::inline surrogate {

/// The stationary flows of a system whose baths are a few modes.
struct SurrogateFlows {
  RealVector flows;  ///< J_j, from each bath into the system
  /// How far they may be from those of the baths, estimated: the sum of what flows at equal
  /// temperatures, what another number of modes changes, how far R(w) is off, what the Lamb shift
  /// that modes miss changes, levels, statistics, and the sum of the flows.
  double error = 0;
  double statistical_error = 0;  ///< the part that more events take away
  Matrix state;                  ///< of the system; empty where trajectories are followed
  int iterations = 0;
  double residual = 0;
  std::vector<std::string> warnings;
};

/// Whether the error of flows is estimated, which takes several times as long as they do.
enum class SurrogateError { estimated, left_out };

/// Throws NoAnswer where no bath drives a transition, where the modes take too many states, and
/// where no stationary state is found; Error as given_modes().
SurrogateFlows surrogate_flows(const Model& model, const SurrogateOptions& options,
                               SurrogateError error = SurrogateError::estimated);

/// Why the modes of a model would take too many states; empty: they do not.
std::string size_obstacle(const Model& model, const SurrogateOptions& options);

}  // namespace quflux::inline surrogate
