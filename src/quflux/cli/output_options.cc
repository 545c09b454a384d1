#include "quflux/cli/output_options.h"

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/figure/figure.h"
#include "quflux/report/format.h"
#include "quflux/result_file/atomic_file.h"

namespace quflux {

namespace {

std::filesystem::path folder_of(const std::filesystem::path& file) {
  return file.has_parent_path() ? file.parent_path() : ".";
}

}  // namespace

void add_settings_option(CLI::App& sub, std::vector<std::string>& settings) {
  sub.add_option("--set", settings,
                 "Change a key of the model file: PATH=VALUE; may be given several times")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
}

void add_result_options(CLI::App& sub, std::optional<std::string>& out,
                        std::optional<std::string>& format, std::optional<std::string>& plot) {
  sub.add_option("-o,--out", out, "Write the results to this NetCDF file")->type_name("FILE.nc");
  sub.add_option("--format", format, "Print the results as table, csv or json")
      ->check(CLI::IsMember({"table", "csv", "json"}));
  sub.add_option("--plot", plot,
                 "Draw FILE.png, FILE.svg and FILE.gp; named like the model when no FILE is given")
      ->type_name("[FILE]")
      ->expected(0, 1)
      ->default_str("");
}

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
