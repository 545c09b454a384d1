#pragma once

#include <string>
#include <string_view>

#include "quflux/core/matrix.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux {

/// A square Hermitian matrix of numbers or [re, im] pairs; `what` names it in messages.
/// Throws Error when it is not one.
Matrix read_matrix(TomlReader& reader, std::string_view key, const std::string& what);

}  // namespace quflux
