#pragma once

#include <vector>

#include "quflux/mapping/reaction_coordinate.h"
#include "quflux/method/reaction_coordinate/options.h"
#include "quflux/road/answer.h"

namespace quflux::inline reaction_coordinate {

/// What an equation answers about a model with its reaction coordinates.
struct EnlargedAnswer {
  EnlargedModel enlarged;
  Answer answer;     ///< at one point
  RealVector flows;  ///< J_j of the baths and channels of the original model
};

/// Whether a model and all its reaction coordinates are a network of oscillators, which knows no
/// levels.
bool stays_network(const Model& model);

/// Solves the enlarged model by one of the equations, with so many levels of each coordinate.
/// Throws NoAnswer where there is no answer.
EnlargedAnswer solve_enlarged(const Model& model, const CoordinatesOfBaths& coordinates,
                              const std::vector<Eigen::Index>& levels, const std::string& equation,
                              const Quantities& quantities);

}  // namespace quflux::inline reaction_coordinate
