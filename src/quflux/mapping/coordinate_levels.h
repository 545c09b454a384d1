#pragma once

#include <span>
#include <vector>

#include "quflux/mapping/reaction_coordinate.h"

namespace quflux::inline mapping {

/// A reaction coordinate at the temperature of its bath.
struct ThermalCoordinate {
  double coupling;
  double frequency;
  double temperature;
};

/// Those of all baths, one behind the other.
std::vector<ThermalCoordinate> thermal_coordinates(const Model& model,
                                                   const CoordinatesOfBaths& coordinates);

/// Levels of each to begin with, Eq. (89): where it is displaced to and what its temperature
/// populates, but for `tolerance`.
std::vector<Eigen::Index> first_levels(std::span<const ThermalCoordinate> coordinates,
                                       double tolerance);

/// By how much `step` levels less change a flow, times this, is what all further levels would
/// change: they are populated as a geometric series.
double further_levels(std::span<const ThermalCoordinate> coordinates, Eigen::Index step);

}  // namespace quflux::inline mapping
