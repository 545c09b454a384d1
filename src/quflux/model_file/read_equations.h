#pragma once

#include <vector>

#include "quflux/method/equation.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads [options]: those that any equation of the table knows. Throws Error.
Options read_options(TomlReader& root, const EquationTable& table);

/// Reads `equations`, names and tables { kind, label, optional, options... }, or "all", every row
/// of the table where it fits. What an equation does not set itself comes from `common`, as far as
/// it knows it. Throws Error.
std::vector<Equation> read_equations(TomlReader& root, const Options& common, const Model& model,
                                     const EquationTable& table);

}  // namespace quflux::inline model_file
