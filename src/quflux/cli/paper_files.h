#pragma once

#include <span>
#include <string_view>

namespace quflux {

struct EmbeddedFile {
  std::string_view name;
  std::string_view content;
};

/// The files of the folder paper/, built into the program so that it works from anywhere.
std::span<const EmbeddedFile> paper_files();

}  // namespace quflux
