#include "quflux/cli/grade.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/output_options.h"
#include "quflux/figure/gnuplot.h"
#include "quflux/model_file/model_file.h"
#include "quflux/report/progress.h"
#include "quflux/result_file/netcdf.h"
#include "quflux/study/grade.h"

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

std::string plot_file(const GradeCommand& command) {
  if (!command.plot->empty()) return *command.plot;
  return std::filesystem::path(command.model).stem().string() + "_grades";
}

}  // namespace

void grade_model(const GradeCommand& command) {
  const ModelFile file = read_model_file(command.model, command.settings);
  const auto plot = command.plot ? std::optional(plot_file(command)) : std::nullopt;
  if (plot) require_plottable_grades(file.sweep.axes.size());
  require_writable_outputs(command.model, command.out, plot);
  Progress progress(std::filesystem::path(command.model).filename().string(),
                    grid_size(file.sweep));
  const Dataset grades = grade(file, [&](std::size_t n) { progress.advance(n); });
  if (command.out) write_netcdf(grades, *command.out);
  if (command.format == "json") {
    fmt::print("{}", grades_as_json(grades));
  } else {
    fmt::print("{}", grades_in_words(grades));
  }
  if (plot) {
    const FigureTarget target = figure_target(command.model, *plot);
    write_figure(plot_grades(grades, target.name), target.folder);
  }
}

void add_grade_command(CLI::App& app, GradeCommand& command) {
  CLI::App* sub = app.add_subcommand("grade", kHelp);
  sub->footer(kExamples);
  sub->add_option("model", command.model, "Model file (TOML) of oscillators")
      ->required()
      ->type_name("MODEL.toml");
  add_settings_option(*sub, command.settings);
  sub->add_option("-o,--out", command.out, "Write the errors to this NetCDF file")
      ->type_name("FILE.nc");
  sub->add_option("--format", command.format, "Print the grades as a table, or all errors as json")
      ->check(CLI::IsMember({"table", "json"}));
  sub->add_option("--plot", command.plot,
                  "Draw FILE.png, FILE.svg and FILE.gp; MODEL_grades when no FILE is given")
      ->type_name("[FILE]")
      ->expected(0, 1)
      ->default_str("");
  sub->callback([&command] { grade_model(command); });
}

}  // namespace quflux
