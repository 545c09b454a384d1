#pragma once

#include <optional>
#include <string_view>

#include "quflux/core/two_columns.h"
#include "quflux/model_file/model_file.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {

/// The two columns of the key `file`, called `names` in messages; none where the rows are under
/// `key` in the model file itself. Throws Error unless one of them is there, and where the file
/// is none.
std::optional<TwoColumns> read_rows(TomlReader& reader, const char* key, std::string_view names,
                                    const ReadFile& read_file);

}  // namespace quflux::inline model_file
