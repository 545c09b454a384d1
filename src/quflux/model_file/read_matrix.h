#pragma once

#include <string>

#include "quflux/core/matrix.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// A square matrix of numbers or [re, im] pairs, or the name of a .npy file that holds one. Throws
/// Error when it is not one.
Matrix read_matrix(TomlReader& reader, const std::string& key, const ReadFile& read_file);

}  // namespace quflux::inline model_file
