#pragma once

#include <string>
#include <vector>

#include "quflux/mapping/reaction_coordinate.h"

namespace quflux::inline mapping {

/// Reaction coordinates of the baths of a model by Brownian terms that are fitted to them.
struct FittedCoordinates {
  CoordinatesOfBaths coordinates;  ///< of each bath
  double error = 0;  ///< the largest relative one of a density at a transition frequency
  std::string bath;  ///< whose it is
};

/// Why Brownian terms cannot stand for a density; empty: they may.
std::string fit_obstacle(const SpectralDensity& density);

/// So many coordinates of each bath, each of a Brownian term of fit_brownian() at the model's
/// transition frequencies; Brownian densities keep those they have. Throws NoAnswer that names the
/// bath where the terms are off by more than a twentieth there, or by a fifth over the band.
FittedCoordinates fitted_coordinates(const Model& model, int modes);

}  // namespace quflux::inline mapping
