#pragma once

#include <filesystem>
#include <string>

namespace quflux::inline files {

/// What stands behind the content of a NetCDF file, where readers of HDF5 do not look: a line with
/// the checksum of all bytes before it. Throws Error when the file cannot be read.
std::string seal(const std::filesystem::path& path);

/// Throws Error unless the file ends with the seal of its content, which is found out without the
/// HDF5 library: damaged bytes may end or stall that. `remedy` says what to do.
void require_sealed(const std::filesystem::path& path, const char* remedy);

}  // namespace quflux::inline files
