#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/mapping/reaction_coordinate.h"
#include "quflux/model/model.h"
#include "quflux/model/system.h"

namespace quflux::inline reaction_coordinate {

/// How far the flows of an oscillator between the same baths are off by the same reaction
/// coordinates, over these flows; the exact ones are known for it. It is what the equation of the
/// enlarged model costs. The oscillator has the frequency of the lowest transition from the ground
/// state that two baths drive, and couples as that transition does, or by what leaves it stable. At
/// low temperatures baths exchange energy at frequencies far below it, which no equation of second
/// order in the residual baths has; coordinates of one frequency cost more than others.
///
/// None where there is no such transition, where the exact current of a bath is not known, and
/// where nothing flows.
std::optional<double> error_of_twin(const Model& model, const System& system,
                                    const CoordinatesOfBaths& coordinates,
                                    const std::string& equation);

/// The same of a network of oscillators itself, whose flows by reaction coordinates these are:
/// the largest difference, absolute. None where the exact current is not known.
std::optional<double> error_of_network(const Model& model, const RealVector& flows);

}  // namespace quflux::inline reaction_coordinate
