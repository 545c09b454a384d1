#pragma once

#include <string>

#include <toml++/toml.h>

namespace quflux {

/// Applies "path=value" to a parsed model file, before it is interpreted. The path goes by names:
/// "bath.cold.temperature=0.3", "site.cavity.levels=8", "options.lamb_shift=true",
/// "sweep.coupling.rabi.strength.points=51"; the value is TOML. A key that its table does not have
/// is added. Setting a parameter that is swept takes it out of the sweep. Throws Error when the
/// setting has no '=', its value is not TOML, or no table fits the path.
void apply_setting(toml::table& root, const std::string& setting);

}  // namespace quflux
