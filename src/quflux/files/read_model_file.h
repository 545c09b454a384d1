#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline files {

/// parse_model() of a file; its folder is where the files that it names are looked for. Throws
/// Error with file, line and column.
Study read_model_file(const std::filesystem::path& path, const std::vector<Setting>& settings = {},
                      const Tables& tables = {});

/// Reads files in the folder of a model file.
ReadFile files_beside(const std::filesystem::path& model_file);

}  // namespace quflux::inline files
