#include "quflux/cli/run.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/figure_file.h"
#include "quflux/cli/output_options.h"
#include "quflux/core/error.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/read_model_file.h"
#include "quflux/report/progress.h"
#include "quflux/study/run_sweep.h"

namespace quflux::inline cli {

const char* const RunCommand::kHelp =
    "Compute a model file: stationary states and energy flows of every equation it names, at "
    "every\n"
    "point of its sweep.\n"
    "\n"
    "Prints the results as a table (or csv, json), writes them to a NetCDF file with -o, and "
    "draws\n"
    "them with --plot, by quflux's Python package. Ctrl-C keeps what is finished in the file of "
    "-o; --resume goes on from "
    "there.\n"
    "Exit status 1 when no equation has an answer at any point.\n";

const char* const RunCommand::kExamples =
    "Examples:\n"
    "  quflux run pair.toml                              a table on the terminal\n"
    "  quflux run pair.toml --plot                       also a figure, pair.png\n"
    "  quflux run pair.toml -o pair.nc                   NetCDF, for xarray, Julia, MATLAB\n"
    "  quflux run pair.toml --set bath.hot.temperature=0.5 --format json\n"
    "  quflux run big.toml -o big.nc --resume            go on after Ctrl-C\n";

namespace {

constexpr int kNoAnswer = 1;
constexpr int kInterrupted = 130;

std::atomic<bool> interrupted{false};  // NOLINT: a signal handler can reach nothing else

extern "C" void on_interrupt(int) {
  interrupted = true;
  std::signal(SIGINT, SIG_DFL);  // a second Ctrl-C ends the program at once
}

Dataset compute(const RunCommand& command, const Study& file) {
  std::optional<Dataset> partial;
  if (command.resume) {
    if (!command.out || is_csv(*command.out)) {
      throw Error("--resume needs -o FILE.nc, the partial result to go on from");
    }
    if (std::filesystem::exists(*command.out)) partial = read_netcdf(*command.out);
  }
  Progress progress(std::filesystem::path(command.model).filename().string(), grid_size(file));
  SweepOptions options;
  options.progress = [&](std::size_t n) { progress.advance(n); };
  if (command.road == "density_matrix") options.roads = Roads::density_matrix;
  if (command.out) options.copies = 2;  // NetCDF has an image of the file in memory
  options.resume = partial ? &*partial : nullptr;
  if (command.out) {  // otherwise there is nothing to keep, and Ctrl-C may end the program
    std::signal(SIGINT, on_interrupt);
    std::signal(SIGTERM, on_interrupt);  // as batch systems send before they end a job
    options.stop = &interrupted;
  }
  return run_sweep(file, options);
}

bool has_answer(const Dataset& dataset) {
  const std::vector<double>& failure = numbers(dataset, "failure");
  return std::ranges::find(failure, 0.0) != failure.end();
}

}  // namespace

int run_model(const RunCommand& command) {
  const Study file = read_model_file(command.model, command.settings);
  if (command.plot) require_plottable(file.sweep.axes.size() + (file.course ? 1 : 0));
  require_writable_out(command.model, command.out);
  const auto figure = figure_of(command, "");
  const Dataset dataset = compute(command, file);
  if (command.out) {
    write_results(dataset, *command.out);
    if (is_partial(dataset)) {
      fmt::print(stderr, "quflux: {}; '{}' holds what is finished, --resume goes on\n",
                 std::get<std::string>(dataset.attributes.at("partial")), *command.out);
      return kInterrupted;
    }
  }
  if (command.format || !command.out) {
    fmt::print("{}", formatted(dataset, command.format.value_or("table")));
  }
  if (figure) figure->draw(dataset, command.out);
  if (!has_answer(dataset)) {
    fmt::print(stderr, "quflux: no point has an answer: {}\n", failure_reasons(dataset).front());
    return kNoAnswer;
  }
  return 0;
}

}  // namespace quflux::inline cli
