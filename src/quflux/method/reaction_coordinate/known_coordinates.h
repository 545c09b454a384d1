#pragma once

#include <vector>

#include "quflux/mapping/reaction_coordinate.h"
#include "quflux/model/model.h"

namespace quflux::inline reaction_coordinate {

/// Reaction coordinates of the baths of one model after another. The last ones are kept: of a sweep
/// of couplings and temperatures, only the couplings to the coordinates change.
class KnownCoordinates {
 public:
  /// Those of each bath. Throws NoAnswer that names the bath, as reaction_coordinates().
  CoordinatesOfBaths find(const Model& model);

 private:
  struct Known {
    PowerLaw density;  ///< with the coefficient 1
    ReactionCoordinate coordinate;
  };

  std::vector<ReactionCoordinate> of_density(const SpectralDensity& density);

  std::vector<Known> known_;
};

}  // namespace quflux::inline reaction_coordinate
