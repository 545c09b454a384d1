#pragma once

#include "quflux/model/model.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads [[site]], [[coupling]] and [[term]], or [system], into the model. Throws Error.
void read_sites_or_matrices(TomlReader& root, Model& model);

}  // namespace quflux::inline model_file
