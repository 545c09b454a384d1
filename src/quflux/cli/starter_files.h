#pragma once

#include <span>

#include "quflux/cli/paper_files.h"

namespace quflux {

/// The commented model files of examples/starters, built into the program.
std::span<const EmbeddedFile> starter_files();

}  // namespace quflux
