#pragma once

#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// The sections [[lindblad]]. Sites or matrices and baths are there already.
void read_lindblad(TomlReader& root, Model& model, const ReadFile& read_file);

}  // namespace quflux::inline model_file
