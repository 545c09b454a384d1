#pragma once

#include <optional>
#include <string>

#include "quflux/study/study.h"
#include "quflux/validity/time_scales.h"

namespace quflux::inline report {

/// What baths and couplings do in a model, in words and tables, and the scales that follow.
struct ModelWords {
  std::string text;
  std::optional<TimeScales> scales;  ///< none: the model has none
};

/// Energies and transitions of the coupled system, and the rates of the baths in them.
ModelWords transitions_in_words(const Study& study);

/// The normal modes of a network, and the rates of the baths in them. Without scales where a mode
/// has no energy gap, which the local equation does not ask for.
ModelWords modes_in_words(const Study& study);

}  // namespace quflux::inline report
