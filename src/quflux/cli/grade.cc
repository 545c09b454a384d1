#include "quflux/cli/grade.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/model/model_file.h"
#include "quflux/result/atomic_file.h"
#include "quflux/result/gnuplot.h"
#include "quflux/result/netcdf.h"
#include "quflux/result/progress.h"
#include "quflux/sweep/grade.h"

namespace quflux {

namespace {

constexpr const char* kHelp =
    "Grade the master equations: for a network of oscillators, compare the energy flows of every\n"
    "equation with the exact ones at every point of the sweep.\n"
    "\n"
    "Prints where each equation is within 1% and which is the best one where, writes the errors to "
    "a\n"
    "NetCDF file with -o, and draws them with --plot. The equations and outputs that the file "
    "names\n"
    "do not matter; its options hold for all, so lamb_shift = true grades the equations with it.\n";

constexpr const char* kExamples =
    "Examples:\n"
    "  quflux grade oscillators.toml\n"
    "  quflux grade oscillators.toml --plot grades.png -o grades.nc\n"
    "  quflux grade oscillators.toml --set options.lamb_shift=true\n";

void draw(const Dataset& grades, const std::filesystem::path& model, const std::string& file) {
  const std::filesystem::path target =
      file.empty() ? std::filesystem::path(model.stem().string() + "_grades")
                   : std::filesystem::path(file);
  const std::string extension = target.extension().string();
  if (extension != ".png" && extension != ".svg" && !extension.empty()) {
    throw Error(
        fmt::format("--plot is '{}'; it must end in .png or .svg, or have no extension", file));
  }
  const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
  ensure_directory(folder);
  write_figure(plot_grades(grades, target.stem().string()), folder);
}

}  // namespace

void grade_model(const GradeCommand& command) {
  const ModelFile file = read_model_file(command.model, command.settings);
  Progress progress(std::filesystem::path(command.model).filename().string(),
                    grid_size(file.sweep));
  const Dataset grades = grade(file, [&](std::size_t n) { progress.advance(n); });
  if (command.out) {
    const std::filesystem::path parent = std::filesystem::path(*command.out).parent_path();
    ensure_directory(parent.empty() ? "." : parent);
    write_netcdf(grades, *command.out);
  }
  fmt::print("{}", grades_in_words(grades));
  if (command.plot) draw(grades, command.model, *command.plot);
}

void add_grade_command(CLI::App& app, GradeCommand& command) {
  CLI::App* sub = app.add_subcommand("grade", kHelp);
  sub->footer(kExamples);
  sub->add_option("model", command.model, "Model file (TOML) of oscillators")
      ->required()
      ->type_name("MODEL.toml");
  sub->add_option("--set", command.settings,
                  "Change a key of the model file: PATH=VALUE; may be given several times")
      ->type_name("PATH=VALUE")
      ->expected(1)
      ->take_all();
  sub->add_option("-o,--out", command.out, "Write the errors to this NetCDF file")
      ->type_name("FILE.nc");
  sub->add_option("--plot", command.plot,
                  "Draw FILE.png, FILE.svg and FILE.gp; MODEL_grades when no FILE is given")
      ->type_name("[FILE]")
      ->expected(0, 1)
      ->default_str("");
  sub->callback([&command] { grade_model(command); });
}

}  // namespace quflux
