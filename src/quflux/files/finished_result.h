#pragma once

#include <filesystem>
#include <string>

#include "quflux/dataset/dataset.h"

namespace quflux::inline files {

/// An attribute that is a text; empty where there is none.
std::string text_attribute(const Attributes& attributes, const char* name);

/// Whether the file is there, finished, with nothing unfinished beside it. Throws Error when it is
/// damaged, or the result of something else: its fingerprint or part are not those of `attributes`.
bool is_finished(const std::filesystem::path& path, const Attributes& attributes);

}  // namespace quflux::inline files
