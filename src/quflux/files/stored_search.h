#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/files/once_a_second.h"

namespace quflux::inline files {

/// Writes what `search` makes to the NetCDF file `path`, with its fingerprint. What it finds out
/// meanwhile, see recalled(), is kept beside the file until then. A file that is the result already
/// is left as it is when it is to be resumed. False when it was stopped. Throws Error when there
/// are results to resume of another fingerprint, and when a file cannot be written.
bool search_into(const std::filesystem::path& path, const std::string& fingerprint,
                 const KeepOptions& options, const std::function<Dataset()>& search);

}  // namespace quflux::inline files
