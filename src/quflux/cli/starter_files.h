#pragma once

#include <span>
#include <string_view>

namespace quflux::inline cli {

struct EmbeddedFile {
  std::string_view name;
  std::string_view content;
};

/// The commented model files of examples/starters, built into the program.
std::span<const EmbeddedFile> starter_files();

}  // namespace quflux::inline cli
