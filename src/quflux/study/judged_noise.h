#pragma once

#include <string>

#include "quflux/observable/observable.h"

namespace quflux::inline study {

/// The noise S_jj of the flow from each bath, an output of grades: NaN where an equation knows
/// none, or, where the judge has modes in the place of states, none but that of a density matrix.
Observable judged_noise(bool by_modes);

/// Why an equation does not know the noise of a model so; empty: it does.
std::string noise_obstacle(const Equation& equation, const Model& model, bool by_modes);

inline constexpr const char* kJudgedNoise = "flow_noise";

}  // namespace quflux::inline study
