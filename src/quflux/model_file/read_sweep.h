#pragma once

#include <string>
#include <vector>

#include "quflux/model/sweep_axes.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads [sweep]; without it the sweep has no axes. Throws Error when a key is no parameter of the
/// model, when values are not allowed or when there are too many points.
Sweep read_sweep(TomlReader& root, const Model& model);

/// The values that a table gives as a list, or as points of a linear or logarithmic scale. Throws
/// Error.
std::vector<double> axis_values(TomlReader& reader);

/// Reads what [sweep], the table of `keys`, says of one parameter. Throws Error likewise.
void read_swept(TomlReader& keys, const std::string& path, const Model& model, Sweep& sweep);

}  // namespace quflux::inline model_file
