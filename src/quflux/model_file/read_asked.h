#pragma once

#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// Reads what is asked of a study's model, which is there already with its sweep: `equations`,
/// `options` and `output`. Throws Error.
void read_asked(TomlReader& root, const Tables& tables, Study& study);

}  // namespace quflux::inline model_file
