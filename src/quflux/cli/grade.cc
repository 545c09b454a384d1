#include "quflux/cli/grade.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/figure_file.h"
#include "quflux/cli/output_options.h"
#include "quflux/cli/stop_signals.h"
#include "quflux/core/error.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/read_model_file.h"
#include "quflux/files/stored_sweep.h"
#include "quflux/report/grades.h"
#include "quflux/report/progress.h"
#include "quflux/study/grade.h"

namespace quflux::inline cli {

const char* const GradeCommand::kHelp =
    "Grade the master equations: compare the energy flows of every equation with the exact ones "
    "at\n"
    "every point of the sweep, those of oscillators with the exact current, all others with heom, "
    "the\n"
    "hierarchical equations of motion.\n"
    "\n"
    "Prints where each equation is within 1% and which is the best one where, writes the errors to "
    "a\n"
    "NetCDF file with -o, and draws them with --plot. Graded is every equation, of oscillators "
    "those that\n"
    "need no level cut, whichever the file names, and beside them those that it gives a label of "
    "their own. Its\n"
    "options hold for all, so lamb_shift = true grades the equations with it. With -o FILE what is "
    "finished is kept\n"
    "in FILE.unfinished, once a second, and --resume goes on from there.\n";

const char* const GradeCommand::kExamples =
    "Examples:\n"
    "  quflux grade pair.toml\n"
    "  quflux grade oscillators.toml --plot grades.png -o grades.nc\n"
    "  quflux grade oscillators.toml --set options.lamb_shift=true\n";

namespace {

// Computes what the file of -o will be made of, and writes that; nothing when it was stopped.
std::optional<Dataset> grade_into_file(const GradeCommand& command, const Study& study,
                                       Progress& progress) {
  StoredOptions options;
  options.keep = keep_until_stopped(command.resume, progress);
  const Study graded = graded_study(study);
  return sweep_into(
      graded, *command.out, options,
      [&graded](const Dataset& sweep) { return grades_of(sweep, graded); },
      [&](const SweepOutcome& outcome) { tell_stopped(*command.out, outcome); });
}

}  // namespace

int grade_model(const GradeCommand& command) {
  require_resumable(command.resume, command.out);
  const Study file = read_model_file(command.model, command.settings);
  if (command.plot) require_plottable(file.sweep.axes.size());
  require_writable_out(command.model, command.out, {".nc"});
  const auto figure = figure_of(command, "_grades");
  Progress progress(std::filesystem::path(command.model).filename().string(),
                    grid_size(file.sweep));
  const WatchScope watched(progress.watch());
  const std::optional<Dataset> grades =
      command.out ? grade_into_file(command, file, progress)
                  : grade(file, [&](std::size_t n) { progress.advance(n); });
  if (!grades) return stop_status();
  if (command.format == "json") {
    fmt::print("{}", grades_as_json(*grades));
  } else {
    fmt::print("{}", grades_in_words(*grades));
  }
  if (figure) figure->draw(*grades, command.out);
  return 0;
}

}  // namespace quflux::inline cli
