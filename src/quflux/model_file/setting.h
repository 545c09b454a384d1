#pragma once

#include <vector>

#include <toml++/toml.h>

#include "quflux/method/equation.h"
#include "quflux/model_file/model_file.h"

namespace quflux::inline model_file {

/// Applies settings to a parsed model file, before it is interpreted. The path
/// goes by names: "bath.cold.temperature=0.3", "site.cavity.levels=8", "options.lamb_shift=true",
/// "sweep.coupling.rabi.strength.points=51"; the value is TOML. A key that its table does not have
/// is added, and so is the table of an equation, "heom.depth=3":
/// "sweep.bath.cold.temperature={from=0.1, to=1, points=10}" sweeps another parameter, after those
/// of the file. Setting a parameter that is swept takes it out of the sweep. Nodes that come from a
/// setting have its option as the file of their source. Throws Error when a setting has no '=', its
/// value is not TOML, or no table fits the path.
void apply_settings(toml::table& root, const std::vector<Setting>& settings,
                    const EquationTable& equations);

}  // namespace quflux::inline model_file
