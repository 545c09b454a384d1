#pragma once

#include "quflux/model/model.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads every [[bath]] into the model, whose sites are there already. Throws Error.
void read_baths(TomlReader& root, Model& model, const ReadFile& read_file);

}  // namespace quflux::inline model_file
