#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "quflux/dataset/dataset.h"
#include "quflux/files/once_a_second.h"

namespace quflux::inline files {

/// Does what `search` does, which writes `path`. What it finds out meanwhile, see recalled(), is
/// kept beside the file until then. False when it was stopped. What stands in `path` is not looked
/// at. Throws Error when there are results to resume of another fingerprint.
bool search_beside(const std::filesystem::path& path, const std::string& fingerprint,
                   const KeepOptions& options, const std::function<void()>& search);

/// Writes what `search` makes to the NetCDF file `path`, with its fingerprint, by search_beside().
/// A file that is the result already is left as it is when it is to be resumed. Throws Error when
/// there are results to resume of another fingerprint, and when a file cannot be written.
bool search_into(const std::filesystem::path& path, const std::string& fingerprint,
                 const KeepOptions& options, const std::function<Dataset()>& search);

}  // namespace quflux::inline files
