#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "quflux/result/dataset.h"

namespace quflux {

/// Where a figure named on the command line goes.
struct FigureTarget {
  std::filesystem::path folder;
  std::string name;
};

/// From `--plot [FILE]`, with the name of the model where there is no FILE. Makes the folder.
/// Throws Error for an extension other than .png and .svg.
FigureTarget figure_target(const std::filesystem::path& model, const std::string& file);

/// Makes the folder of a result file, before the work is done rather than after.
void ensure_folder_of(const std::optional<std::string>& file);

}  // namespace quflux
