#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "quflux/study/study.h"

namespace quflux::inline study {

/// Equations that take the same road, together.
struct PlannedRoad {
  const Road* road;
  std::vector<std::size_t> equations;  ///< their places in the study
  std::vector<RoadEquation> forms;     ///< likewise
};

/// What is decided once, before the first point.
struct Plan {
  std::vector<BoundObservable> observables;  ///< in the order of the study
  Quantities quantities;                     ///< that they need together
  std::vector<PlannedRoad> roads;
  /// Why an optional equation has no answer, by equation; empty: it has a road.
  std::vector<std::string> reasons;
  std::size_t tile = 1;        ///< points computed together; in time all times of one
  bool fills_cores = false;    ///< whether a point takes all cores, so that points come one by one
  bool one_at_a_time = false;  ///< whether a road asks for that

  /// The arrays of the result, one behind the other.
  std::vector<OutputArray> arrays() const;
};

/// The arrays of a study's outputs, in their order. Throws Error when one cannot be computed for
/// the model.
std::vector<OutputArray> output_arrays(const Study& study);

/// Which roads a study may take.
enum class Roads {
  automatic,      ///< the best one of each equation
  density_matrix  ///< that of the density matrix, where an equation has one
};

/// Chooses the roads: the first of an equation's that leads to all quantities; only those that take
/// any model, where there are some, for Roads::density_matrix. Throws Error when an output cannot
/// be computed for the model, or no road leads there; of optional equations it keeps the reason.
Plan make_plan(const Study& study, Roads roads = Roads::automatic);

/// "local, global": the labels of the equations that take a road.
std::string labels(const Study& study, const PlannedRoad& planned);

/// Which equations are solved as a chain or network of N sites, and why others take the density
/// matrix, which cuts oscillators at their levels. Empty for models of other sites than two-level
/// systems or oscillators, and for two-level systems by the density matrix, whose numbers are the
/// same.
std::string road_in_words(const Study& study, Plan plan, Roads roads = Roads::automatic);

/// Throws Error when the numbers of a result do not fit into the memory that is available.
void require_memory(const Study& study, const std::vector<OutputArray>& arrays);

}  // namespace quflux::inline study
