#include "quflux/cli/output_options.h"

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/result/atomic_file.h"

namespace quflux {

FigureTarget figure_target(const std::filesystem::path& model, const std::string& file) {
  const std::filesystem::path target =
      file.empty() ? model.filename() : std::filesystem::path(file);
  const std::string extension = target.extension().string();
  if (!file.empty() && extension != ".png" && extension != ".svg" && !extension.empty()) {
    throw Error(
        fmt::format("--plot is '{}'; it must end in .png or .svg, or have no extension", file));
  }
  FigureTarget result{target.has_parent_path() ? target.parent_path() : ".",
                      target.stem().string()};
  ensure_directory(result.folder);
  return result;
}

void ensure_folder_of(const std::optional<std::string>& file) {
  if (!file) return;
  const std::filesystem::path parent = std::filesystem::path(*file).parent_path();
  ensure_directory(parent.empty() ? "." : parent);
}

}  // namespace quflux
