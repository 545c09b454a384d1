#pragma once

#include <string>

#include "quflux/equation/equation.h"
#include "quflux/method/network/network.h"
#include "quflux/model_file/model_file.h"
#include "quflux/validity/transitions.h"

namespace quflux {

/// Whether every equation of the file takes the road of networks, so that modes say what there is
/// to say: transitions of oscillators that are cut off at some level would mislead.
bool is_solved_as_network(const ModelFile& file);

/// Normal modes, and the rates of the baths in them, as a table.
std::string modes_in_words(const Network& network, const EquationOptions& options);

/// The scales that decide which equation holds, from the normal modes: rates are those at which a
/// bath alone relaxes a mode. Throws Error as normal_modes().
TimeScales mode_scales(const Network& network, const EquationOptions& options);

/// The occupations of the stationary state, or why there is none.
std::string network_state_in_words(const Network& network, Equation equation,
                                   const EquationOptions& options);

}  // namespace quflux
