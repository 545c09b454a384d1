#pragma once

#include <filesystem>
#include <string>

#include "quflux/dataset/dataset.h"

namespace quflux::inline files {

/// The bytes of a NetCDF-4 file (CF-1.8) that holds the dataset. The same dataset gives the same
/// bytes with the same version of the libraries. Throws Error where validate() does.
std::string to_netcdf(const Dataset& dataset);

/// Writes to_netcdf(dataset) to `path`: the whole file or nothing. Throws Error.
void write_netcdf(const Dataset& dataset, const std::filesystem::path& path);

/// Reads a NetCDF file: numbers of any type as doubles, texts as strings. Groups below the root
/// are ignored. Throws Error when the file cannot be read, is not NetCDF, or holds other types.
Dataset read_netcdf(const std::filesystem::path& path);

}  // namespace quflux::inline files
