#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "quflux/cli/python_package.h"
#include "quflux/core/error.h"
#include "quflux/dataset/dataset.h"

namespace quflux::inline cli {

/// The figure that --plot asks for. quflux's Python package draws it, `python -m quflux.plot`.
class FigureFile {
 public:
  /// The file of `--plot FILE`; where that is empty, the name of the model and `suffix`. Finds
  /// the Python, before hours of work rather than after. Throws Error unless the
  /// file ends in .png, .svg or .pdf and can be written, and CannotDraw without such a Python.
  FigureFile(const std::string& file, const std::filesystem::path& model,
             const std::string& suffix);

  /// Throws Error where the results go to the same file.
  void require_other_than(const std::string& out) const;

  /// Draws a dataset, which is in the file `written` if there is one. Throws CannotDraw.
  void draw(const Dataset& dataset, const std::optional<std::string>& written) const;

 private:
  std::filesystem::path target_;
  PythonModule plot_;
};

/// The figure of a command, if it asks for one.
template <class Command>
std::optional<FigureFile> figure_of(const Command& command, const std::string& suffix) {
  if (!command.plot) return std::nullopt;
  FigureFile figure(*command.plot, command.model, suffix);
  if (command.out) figure.require_other_than(*command.out);
  return figure;
}

/// Throws Error for other numbers of swept keys than those that a figure has axes for.
void require_plottable(std::size_t swept_keys);

}  // namespace quflux::inline cli
