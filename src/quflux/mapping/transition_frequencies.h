#pragma once

#include <vector>

#include "quflux/model/model.h"

namespace quflux::inline mapping {

/// The frequencies w > 0 between which a bath of a model has an element, each once, ascending: of
/// oscillators those of one quantum, of models too large for an eigenbasis those of the sites.
std::vector<double> transition_frequencies(const Model& model, std::size_t bath);

}  // namespace quflux::inline mapping
