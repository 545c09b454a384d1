#include "quflux/cli/run.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/csv_file.h"
#include "quflux/cli/figure_file.h"
#include "quflux/cli/output_options.h"
#include "quflux/cli/stop_signals.h"
#include "quflux/core/error.h"
#include "quflux/core/parallel.h"
#include "quflux/core/utf8.h"
#include "quflux/files/netcdf.h"
#include "quflux/files/read_model_file.h"
#include "quflux/files/stored_sweep.h"
#include "quflux/report/progress.h"
#include "quflux/study/run_sweep.h"
#include "quflux/study/sweep_dataset.h"

namespace quflux::inline cli {

const char* const RunCommand::kHelp =
    "Compute a model file: stationary states and energy flows of every equation it names, at "
    "every\n"
    "point of its sweep.\n"
    "\n"
    "Prints the results as a table (or csv, json), writes them to a NetCDF file with -o, and "
    "draws\n"
    "them with --plot, by quflux's Python package. With -o FILE, .nc or .csv, what is finished is "
    "kept in\n"
    "FILE.unfinished, once a second: after Ctrl-C, kill or a power loss, --resume goes on from "
    "there. --part K/N\n"
    "computes one of N parts, which quflux merge joins.\n"
    "Exit status 1 when no equation has an answer at any point; 130 after Ctrl-C, 143 after "
    "SIGTERM, 129 after SIGHUP.\n";

const char* const RunCommand::kExamples =
    "Examples:\n"
    "  quflux run pair.toml                              a table on the terminal\n"
    "  quflux run pair.toml --plot                       also a figure, pair.png\n"
    "  quflux run pair.toml -o pair.nc                   NetCDF, for xarray, Julia, MATLAB\n"
    "  quflux run pair.toml --set bath.hot.temperature=0.5 --format json\n"
    "  quflux run big.toml -o big.nc --resume            go on after Ctrl-C or kill\n"
    "  quflux run big.toml --part 3/8 -o part3.nc        the third of eight parts\n";

namespace {

constexpr int kNoAnswer = 1;

bool into_netcdf(const RunCommand& command) { return command.out && !is_csv(*command.out); }

// What is printed or drawn is read from a NetCDF file, and must be in memory beside a .csv.
bool by_blocks(const RunCommand& command) {
  return command.out && (into_netcdf(command) || !(command.format || command.plot));
}

Roads roads_of(const RunCommand& command) {
  return command.road == "density_matrix" ? Roads::density_matrix : Roads::automatic;
}

Part parse_part(const std::string& text) {
  Part part;
  const char* const end = text.data() + text.size();
  const auto [slash, error] = std::from_chars(text.data(), end, part.number);
  const bool has_slash = error == std::errc() && slash != end && *slash == '/';
  const auto [rest, wrong] = has_slash ? std::from_chars(slash + 1, end, part.count)
                                       : std::from_chars_result{slash, std::errc::invalid_argument};
  if (wrong != std::errc() || rest != end || part.number < 1 || part.number > part.count) {
    throw Error(
        fmt::format("--part is '{}'; it must be K/N with 1 <= K <= N, as in 3/8", one_line(text)));
  }
  return part;
}

void require_allowed(const RunCommand& command) {
  require_resumable(command.resume, command.out);
  if (!command.part) return;
  if (!command.out) throw Error("--part needs -o FILE, where the part goes");
  if (!into_netcdf(command)) throw Error("--part needs -o FILE.nc, a NetCDF file");
  if (command.plot || command.format) {
    throw Error(
        "--part writes a part of the results, which can be neither printed nor drawn; join "
        "the parts with quflux merge");
  }
}

// Computes into the file of -o. Returns why there is no answer at any point, or nothing when the
// run was stopped.
std::optional<std::string> compute_into_file(const RunCommand& command, const Study& file,
                                             Progress& progress) {
  StoredOptions options;
  options.roads = roads_of(command);
  if (command.part) options.part = parse_part(*command.part);
  options.keep = keep_until_stopped(command.resume, progress);
  const SweepOutcome outcome = sweep_into_file(
      file, *command.out, options, into_netcdf(command) ? netcdf_format() : csv_format());
  if (outcome.complete()) return outcome.no_answer;
  tell_stopped(*command.out, outcome);
  return std::nullopt;
}

int finish(const std::string& no_answer) {
  if (no_answer.empty()) return 0;
  fmt::print(stderr, "quflux: no point has an answer: {}\n", no_answer);
  return kNoAnswer;
}

int run_into_file(const RunCommand& command, const Study& file, Progress& progress) {
  const auto figure = figure_of(command, "");
  const auto no_answer = compute_into_file(command, file, progress);
  if (!no_answer) return stop_status();
  if (command.format || figure) {
    const Dataset dataset = command.format ? read_netcdf(*command.out) : Dataset{};
    if (command.format) fmt::print("{}", formatted(dataset, *command.format));
    if (figure) figure->draw(dataset, command.out);
  }
  return finish(*no_answer);
}

// Computes what fits into memory, and into the .csv of -o where there is one. Nothing when the run
// was stopped.
std::optional<Dataset> compute_in_memory(const RunCommand& command, const Study& file,
                                         Progress& progress) {
  if (!command.out) {
    SweepOptions options;
    options.progress = [&](std::size_t n) { progress.advance(n); };
    options.roads = roads_of(command);
    return run_sweep(file, options);
  }
  StoredOptions options;
  options.roads = roads_of(command);
  options.keep = keep_until_stopped(command.resume, progress);
  return sweep_beside(
      file, *command.out, options,
      [&](Dataset&& dataset) {
        write_results(dataset, *command.out);
        return std::move(dataset);
      },
      [&](const SweepOutcome& outcome) { tell_stopped(*command.out, outcome); });
}

int run_in_memory(const RunCommand& command, const Study& file, Progress& progress) {
  const auto figure = figure_of(command, "");
  const std::optional<Dataset> dataset = compute_in_memory(command, file, progress);
  if (!dataset) return stop_status();
  if (command.format || !command.out) {
    fmt::print("{}", formatted(*dataset, command.format.value_or("table")));
  }
  if (figure) figure->draw(*dataset, std::nullopt);
  const std::vector<double>& failure = numbers(*dataset, kFailure);
  const bool answered = std::ranges::find(failure, 0.0) != failure.end();
  return finish(answered ? "" : failure_reasons(*dataset).front());
}

// Where nothing else is, frequencies of outputs are an axis.
std::size_t axes_drawn(const Study& file) {
  const std::size_t axes = axis_names(file).size();
  const bool spectra = std::ranges::any_of(file.outputs, [](const Observable& output) {
    return output.arguments.contains("frequencies");
  });
  return axes == 0 && spectra ? 1 : axes;
}

}  // namespace

int run_model(const RunCommand& command) {
  require_allowed(command);
  const Study file = read_model_file(command.model, command.settings);
  if (command.plot) require_plottable(axes_drawn(file));
  require_writable_out(command.model, command.out);
  std::size_t points = grid_size(file);
  if (command.part) points = points_of(parse_part(*command.part), points, time_count(file)).size();
  Progress progress(std::filesystem::path(command.model).filename().string(), points);
  int status = 0;
  with_threads(command.threads, [&] {
    const WatchScope watched(progress.watch());
    status = by_blocks(command) ? run_into_file(command, file, progress)
                                : run_in_memory(command, file, progress);
  });
  return status;
}

}  // namespace quflux::inline cli
