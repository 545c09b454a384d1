#pragma once

#include <filesystem>
#include <string>

namespace quflux::inline files {

/// The content of a model file or a table. Throws Error when it cannot be read or is larger than
/// anybody writes.
std::string read_text(const std::filesystem::path& path);

}  // namespace quflux::inline files
