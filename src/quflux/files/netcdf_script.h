#pragma once

#include <string_view>

namespace quflux::inline files {

/// netcdf_by_python.py, built into the program.
std::string_view netcdf_script();

}  // namespace quflux::inline files
