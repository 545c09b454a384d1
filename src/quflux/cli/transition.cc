#include "quflux/cli/transition.h"

#include <array>
#include <filesystem>
#include <functional>

#include <fmt/core.h>

#include "quflux/cli/figure_file.h"
#include "quflux/cli/near_option.h"
#include "quflux/cli/output_options.h"
#include "quflux/cli/stop_signals.h"
#include "quflux/core/error.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/read_model_file.h"
#include "quflux/files/stored_search.h"
#include "quflux/report/exceptional_plane.h"
#include "quflux/report/progress.h"
#include "quflux/report/transition.h"

namespace quflux::inline cli {

const char* const TransitionCommand::kHelp =
    "Where is the transition from weak to strong coupling? Finds the exceptional points of every\n"
    "equation of a model file along one parameter, on the real axis and off it in the complex "
    "plane,\n"
    "and the other marks of the transition beside them: the inflection point of the splitting, "
    "where\n"
    "splitting and width are equal, the largest specific flow.\n"
    "\n"
    "Pairs and chains of two-level systems and networks of oscillators are described by their "
    "amplitude\n"
    "matrix, which knows no level cut, every other model by the generator of its density matrix\n"
    "(--matrix generator: those, too). heom and exact, which approximate nothing, by their slow\n"
    "eigenvalues, with an error on each point. Each point says what relaxes there, coherences or "
    "the "
    "flow.\n"
    "With --near, beyond 64 dimensions, too, the points are those of the eigenvalues of the "
    "generator that "
    "are closest\n"
    "to a number in the middle of the interval.\n"
    "Other numbers stay as in the file; those that follow the "
    "parameter "
    "in\n"
    "its [sweep] follow it here. With -o FILE, .nc or .csv, what is found out is kept in "
    "FILE.unfinished, once a\n"
    "second, and --resume goes on from there. FILE.nc and --format json have the points with their "
    "kinds and "
    "errors and\n"
    "the marks; FILE.csv and --format csv are a table of the marks alone.\n"
    "\n"
    "With --second, --second-from and --second-to the points are those of the real plane of two "
    "parameters:\n"
    "isolated ones, and curves of them with their cusps; --plot draws them in that plane.\n";

const char* const TransitionCommand::kExamples =
    "Examples:\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 --plot\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0.005 --to 0.015 \\\n"
    "      --second site.b.frequency --second-from 0.99 --second-to 1.01 --plot\n"
    "  quflux transition chain.toml --parameter coupling.bond.strength --from 0.05 --to 0.1 --near "
    "-0.02 --count 8\n"
    "  quflux transition pair.toml --parameter bath.hot.temperature --from 0.2 --to 2 "
    "--format json\n";

namespace {

constexpr std::size_t kShares = 1000;  // of the bar of progress

template <class Found>
std::string formatted(const Found& found, const std::string& format) {
  if (format == "csv") return to_csv(found);
  if (format == "json") return to_json(found);
  return to_text(found);
}

TransitionOptions options_of(const TransitionCommand& command, Progress& progress) {
  TransitionOptions options{.height = command.height};
  if (command.matrix) options.matrix = equation_matrix(*command.matrix);
  options.near = near_target(command.near, command.count);
  options.progress = counted_shares(kShares, [&](std::size_t n) { progress.advance(n); });
  return options;
}

void require_plane(const TransitionCommand& command) {
  if (!command.second || !command.second_from || !command.second_to) {
    throw Error("a plane needs --second, --second-from and --second-to together");
  }
  if (command.near) {
    throw Error("--near follows eigenvalues along one parameter; --second makes a plane of two");
  }
  if (command.height) {
    throw Error("--height is of complex values; both parameters of a plane are real");
  }
}

// What is searched, and what decides its numbers.
template <class Found>
struct SearchFor {
  std::string fingerprint;
  std::function<Found()> find;
};

// Into the file of -o, on the screen, and as a figure. Returns the exit status.
template <class Found>
int run_search(const TransitionCommand& command, const Study& study, Progress& progress,
               const std::optional<FigureFile>& figure, const SearchFor<Found>& asked) {
  std::optional<Found> found;
  const auto search = [&] {
    found = asked.find();
    return to_dataset(study, *found);
  };
  Dataset dataset;
  if (command.out) {
    const KeepOptions keep = keep_until_stopped(command.resume, progress);
    const auto search_into_csv = [&] {
      dataset = search();
      write_file(*command.out, to_csv(*found));
    };
    if (is_csv(*command.out)
            ? !search_beside(*command.out, asked.fingerprint, keep, search_into_csv)
            : !search_into(*command.out, asked.fingerprint, keep, search)) {
      tell_stopped(*command.out, "before the search was finished");
      return stop_status();
    }
  } else {
    dataset = search();
  }
  if (command.format || !command.out) {
    if (!found) search();  // resumed where it was finished: the file has no words
    fmt::print("{}", formatted(*found, command.format.value_or("table")));
  }
  if (figure) figure->draw(dataset, command.out);
  return 0;
}

}  // namespace

int run_transition(const TransitionCommand& command) {
  const bool plane = command.second || command.second_from || command.second_to;
  if (plane) require_plane(command);
  require_resumable(command.resume, command.out);
  const Study study = read_model_file(command.model, command.settings);
  require_writable_out(command.model, command.out);
  const auto figure = figure_of(command, plane ? "_plane" : "_transition");
  Progress progress(std::filesystem::path(command.model).filename().string(), kShares);
  const WatchScope watched(progress.watch());
  const TransitionOptions options = options_of(command, progress);
  const Interval interval{command.from, command.to};
  if (plane) {
    const std::array<std::string, 2> parameters{command.parameter, *command.second};
    const Box box{interval, {*command.second_from, *command.second_to}};
    return run_search<ExceptionalPlane>(
        command, study, progress, figure,
        {fingerprint(study, parameters, box, options),
         [&] { return find_exceptional_plane(study, parameters, box, options); }});
  }
  return run_search<Transition>(
      command, study, progress, figure,
      {fingerprint(study, command.parameter, interval, options),
       [&] { return find_transition(study, command.parameter, interval, options); }});
}

}  // namespace quflux::inline cli
