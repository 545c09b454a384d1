#pragma once

#include "quflux/model/model.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads [[site]], [[coupling]] and [[term]], or [system], into the model. Matrices may come
/// from `read_file`. Throws Error.
void read_sites_or_matrices(TomlReader& root, Model& model, const ReadFile& read_file);

}  // namespace quflux::inline model_file
