#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "quflux/dataset/dataset.h"

namespace quflux {

/// A sweep's result in the form that --format names.
std::string formatted(const Dataset& sweep, const std::string& format);

/// Where a figure named on the command line goes.
struct FigureTarget {
  std::filesystem::path folder;
  std::string name;
};

/// From `--plot [FILE]`, with the name of the model where there is no FILE. Throws Error for an
/// extension other than .png and .svg.
FigureTarget figure_target(const std::filesystem::path& model, const std::string& file);

/// Makes the folders of the files of -o and --plot and throws Error for what cannot be written
/// there, before hours of work rather than after.
void require_writable_outputs(const std::string& model, const std::optional<std::string>& out,
                              const std::optional<std::string>& plot);

}  // namespace quflux
