#pragma once

#include <filesystem>
#include <string>

namespace quflux::inline files {

/// The content of a model file, a table or, as a .npy, a matrix. Throws Error when it cannot be
/// read or is larger than anybody writes, or than the memory that is available.
std::string read_text(const std::filesystem::path& path);

}  // namespace quflux::inline files
