#include "quflux/cli/transition.h"

#include <filesystem>
#include <functional>

#include <fmt/core.h>

#include "quflux/cli/figure_file.h"
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
    "Other numbers stay as in the file; those that follow the "
    "parameter "
    "in\n"
    "its [sweep] follow it here. With -o FILE what is found out is kept in FILE.unfinished, once a "
    "second, and\n"
    "--resume goes on from there.\n"
    "\n"
    "With --second, --second-from and --second-to the points are those of the real plane of two "
    "parameters:\n"
    "isolated ones, and curves of them with their cusps.\n";

const char* const TransitionCommand::kExamples =
    "Examples:\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 --plot\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0.005 --to 0.015 \\\n"
    "      --second site.b.frequency --second-from 0.99 --second-to 1.01\n"
    "  quflux transition pair.toml --parameter bath.hot.temperature --from 0.2 --to 2 "
    "--format json\n";

namespace {

constexpr std::size_t kParts = 1000;  // of the bar of progress

template <class Found>
std::string formatted(const Found& found, const std::string& format) {
  if (format == "csv") return to_csv(found);
  if (format == "json") return to_json(found);
  return to_text(found);
}

TransitionOptions options_of(const TransitionCommand& command, Progress& progress) {
  TransitionOptions options{.height = command.height};
  if (command.matrix) options.matrix = equation_matrix(*command.matrix);
  options.progress = counted_shares(kParts, [&](std::size_t n) { progress.advance(n); });
  return options;
}

void require_plane(const TransitionCommand& command) {
  if (!command.second || !command.second_from || !command.second_to) {
    throw Error("a plane needs --second, --second-from and --second-to together");
  }
  if (command.height) {
    throw Error("--height is of complex values; both parameters of a plane are real");
  }
  if (command.plot || command.resume || (command.out && !is_csv(*command.out))) {
    throw Error(
        "points and curves of a plane are printed, as --format says, or written to a .csv; "
        "quflux.plot.exceptional_curves draws them in Python");
  }
}

int run_plane(const TransitionCommand& command, const Study& study) {
  require_writable_out(command.model, command.out, {".csv"});
  Progress progress(std::filesystem::path(command.model).filename().string(), kParts);
  const ExceptionalPlane found = find_exceptional_plane(
      study, {command.parameter, *command.second},
      {{command.from, command.to}, {*command.second_from, *command.second_to}},
      options_of(command, progress));
  if (command.out) write_file(*command.out, to_csv(found));
  if (command.format || !command.out) {
    fmt::print("{}", formatted(found, command.format.value_or("table")));
  }
  return 0;
}

// Searches into the file of -o. False when it was stopped.
bool search_into_file(const TransitionCommand& command, const Study& study,
                      const TransitionOptions& options, Progress& progress,
                      const std::function<Dataset()>& search) {
  const std::string print =
      fingerprint(study, command.parameter, {command.from, command.to}, options);
  if (search_into(*command.out, print, keep_until_stopped(command.resume, progress), search)) {
    return true;
  }
  tell_stopped(*command.out);
  return false;
}

}  // namespace

int run_transition(const TransitionCommand& command) {
  const bool plane = command.second || command.second_from || command.second_to;
  if (plane) {
    require_plane(command);
    return run_plane(command, read_model_file(command.model, command.settings));
  }
  require_resumable(command.resume, command.out);
  const Study file = read_model_file(command.model, command.settings);
  require_writable_out(command.model, command.out);
  const auto figure = figure_of(command, "_transition");
  Progress progress(std::filesystem::path(command.model).filename().string(), kParts);
  const TransitionOptions options = options_of(command, progress);
  std::optional<Transition> transition;
  const auto search = [&] {
    transition = find_transition(file, command.parameter, {command.from, command.to}, options);
    return to_dataset(file, *transition);
  };
  Dataset dataset;
  if (command.out && !is_csv(*command.out)) {
    if (!search_into_file(command, file, options, progress, search)) return stop_status();
  } else {
    dataset = search();
    if (command.out) write_file(*command.out, to_csv(*transition));
  }
  if (command.format || !command.out) {
    if (!transition) search();  // resumed where it was finished: the file has no words
    fmt::print("{}", formatted(*transition, command.format.value_or("table")));
  }
  if (figure) figure->draw(dataset, command.out);
  return 0;
}

}  // namespace quflux::inline cli
