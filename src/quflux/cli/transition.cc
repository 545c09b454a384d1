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
    "--resume goes on from there.\n";

const char* const TransitionCommand::kExamples =
    "Examples:\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1\n"
    "  quflux transition pair.toml --parameter coupling.rabi.strength --from 0 --to 0.1 --plot\n"
    "  quflux transition pair.toml --parameter bath.hot.temperature --from 0.2 --to 2 "
    "--format json\n";

namespace {

constexpr std::size_t kParts = 1000;  // of the bar of progress

std::string formatted(const Transition& transition, const std::string& format) {
  if (format == "csv") return to_csv(transition);
  if (format == "json") return to_json(transition);
  return to_text(transition);
}

TransitionOptions options_of(const TransitionCommand& command, Progress& progress) {
  TransitionOptions options{.height = command.height};
  if (command.matrix) options.matrix = equation_matrix(*command.matrix);
  options.progress = counted_shares(kParts, [&](std::size_t n) { progress.advance(n); });
  return options;
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
