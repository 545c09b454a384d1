#pragma once

#include <filesystem>

#include "quflux/figure/figure.h"

namespace quflux {

/// Writes NAME.gp, NAME.png and NAME.svg into the directory, each complete or not at all;
/// `gnuplot NAME.gp` in that directory makes the pictures again. May run in several threads at
/// once. Throws Error when the figure is not valid, gnuplot is missing or fails, or the files
/// cannot be written.
void write_figure(const Figure& figure, const std::filesystem::path& directory);

}  // namespace quflux
