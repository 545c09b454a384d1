#pragma once

#include <filesystem>
#include <vector>

namespace quflux::inline files {

/// Joins the parts of a sweep, in any order, to the file of the whole: the same bytes as that of
/// sweep_into_file() without parts. Throws Error, which names the file, unless they are all parts
/// of one sweep, with the numbers that were written.
void join_parts(const std::vector<std::filesystem::path>& parts,
                const std::filesystem::path& result);

}  // namespace quflux::inline files
