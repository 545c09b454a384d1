#pragma once

#include <filesystem>
#include <string>

namespace quflux {

/// The content of a file. Throws Error when it cannot be read.
std::string read_text(const std::filesystem::path& path);

}  // namespace quflux
