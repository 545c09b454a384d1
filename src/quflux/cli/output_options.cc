#include "quflux/cli/output_options.h"

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/figure/figure.h"
#include "quflux/files/atomic_file.h"
#include "quflux/report/format.h"

namespace quflux {

namespace {

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

}  // namespace

std::string formatted(const Dataset& sweep, const std::string& format) {
  if (format == "csv") return to_csv(sweep);
  if (format == "json") return to_json(sweep);
  return to_table(sweep);
}

FigureTarget figure_target(const std::filesystem::path& model, const std::string& file) {
  std::filesystem::path target = file.empty() ? model.filename() : std::filesystem::path(file);
  const std::string extension = target.extension().string();
  if (!file.empty() && extension != ".png" && extension != ".svg" && !extension.empty()) {
    throw Error(
        fmt::format("--plot is '{}'; it must end in .png or .svg, or have no extension", file));
  }
  target.replace_extension();
  return {folder_of(target), target.filename().string()};
}

void require_writable_outputs(const std::string& model, const std::optional<std::string>& out,
                              const std::optional<std::string>& plot) {
  if (out) {
    std::error_code ignored;
    if (std::filesystem::equivalent(*out, model, ignored)) {
      throw Error(fmt::format("-o is '{}', the model file itself; choose another name", *out));
    }
    ensure_directory(folder_of(*out));
    require_writable(*out);
  }
  if (plot) {
    const FigureTarget target = figure_target(model, *plot);
    require_figure_name(target.name);
    ensure_directory(target.folder);
  }
}

}  // namespace quflux
