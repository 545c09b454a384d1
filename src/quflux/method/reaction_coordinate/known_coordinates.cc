#include "quflux/method/reaction_coordinate/known_coordinates.h"

#include <algorithm>
#include <cmath>

namespace quflux::inline reaction_coordinate {

namespace {

constexpr std::size_t kMostKnown = 16;

}  // namespace

CoordinatesOfBaths KnownCoordinates::find(const Model& model) {
  return coordinates_of_baths(model,
                              [&](const SpectralDensity& density) { return of_density(density); });
}

std::vector<ReactionCoordinate> KnownCoordinates::of_density(const SpectralDensity& density) {
  const auto* power = std::get_if<PowerLaw>(&density);
  if (power == nullptr) return reaction_coordinates(density);
  PowerLaw unit = *power;
  unit.coefficient = 1;
  auto known = std::ranges::find(known_, unit, &Known::density);
  if (known == known_.end()) {
    if (known_.size() == kMostKnown) known_.erase(known_.begin());
    known_.push_back({unit, reaction_coordinates(unit).front()});
    known = known_.end() - 1;
  }
  ReactionCoordinate coordinate = known->coordinate;
  coordinate.coupling *= std::sqrt(power->coefficient);
  return {coordinate};
}

}  // namespace quflux::inline reaction_coordinate
