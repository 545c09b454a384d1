#include "quflux/mapping/coordinate_levels.h"

#include <algorithm>
#include <cmath>

namespace quflux::inline mapping {

using Eigen::Index;

std::vector<ThermalCoordinate> thermal_coordinates(const Model& model,
                                                   const CoordinatesOfBaths& coordinates) {
  std::vector<ThermalCoordinate> all;
  for (std::size_t j = 0; j < coordinates.size(); ++j) {
    for (const ReactionCoordinate& own : coordinates[j]) {
      all.push_back({own.coupling, own.frequency, model.baths[j].temperature});
    }
  }
  return all;
}

std::vector<Index> first_levels(std::span<const ThermalCoordinate> coordinates, double tolerance) {
  constexpr double kMost = 1e4;
  std::vector<Index> levels;
  for (const ThermalCoordinate& c : coordinates) {
    const double displaced = 3 * std::pow(c.coupling / c.frequency, 2);
    const double thermal = std::log(1 / tolerance) * c.temperature / c.frequency;
    levels.push_back(static_cast<Index>(std::min(4 + displaced + thermal, kMost)));
  }
  return levels;
}

double further_levels(std::span<const ThermalCoordinate> coordinates, Index step) {
  double most = 1;
  for (const ThermalCoordinate& c : coordinates) {
    if (c.temperature == 0) continue;
    // r/(1 - r) with r = exp(-step Omega/T).
    most = std::max(most, 1 / std::expm1(static_cast<double>(step) * c.frequency / c.temperature));
  }
  return most;
}

}  // namespace quflux::inline mapping
