#include "quflux/cli/evolve.h"

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/files/read_model_file.h"

namespace quflux::inline cli {

const char* const EvolveCommand::kHelp =
    "Follow states and energy flows in time, from the state of [initial] at the times of [time],\n"
    "which these options give where the file does not. A file that has both is followed by "
    "`quflux\n"
    "run` too.\n";

const char* const EvolveCommand::kExamples =
    "Examples:\n"
    "  quflux evolve pair.toml --to 500 --initial a=excited --plot\n"
    "  quflux evolve pair.toml --to 500 --initial a=excited --initial "
    "'b={temperature=0.3}'\n"
    "  quflux evolve pair.toml --to 1e4 --initial gibbs=0.3 --set "
    "'output=[\"energy_transferred\"]'\n"
    "  quflux evolve quench.toml -o quench.nc              as the file says\n"
    "  quflux evolve refrigerator.toml --cycle             the period to which drives lead\n";

namespace {

bool is_word(const std::string& text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz") == std::string::npos;
}

// What an option of this command is in the model file.
template <class Given>
Setting setting_of(const char* option, const Given& given, const std::string& path) {
  return {fmt::format("{}={}", path, given), fmt::format("{} {}", option, given)};
}

// What stands in the model file for SITE=STATE: words in quotes, all else as it is.
Setting initial_setting(const std::string& given) {
  const std::size_t equals = given.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(fmt::format("--initial {}: it must be SITE=STATE, as in left=excited", given));
  }
  const std::string state = given.substr(equals + 1);
  return {fmt::format("initial.{}={}", given.substr(0, equals),
                      is_word(state) ? '"' + state + '"' : state),
          "--initial " + given};
}

// Times alone are no course: the file would be told to lack what --initial gives.
void require_initial(const RunCommand& run) {
  const Study study = read_model_file(run.model, run.settings);
  if (study.course || study.initial) return;
  throw Error(
      "--to needs a state at t = 0: give --initial SITE=STATE, as in --initial left=excited, or "
      "[initial] in the file");
}

}  // namespace

int evolve_model(const EvolveCommand& command) {
  RunCommand run = command;
  if (command.cycle) {
    if (!command.initial.empty()) {
      throw Error("--cycle begins in the limit cycle; --initial has no place beside it");
    }
    Setting& cycle = run.settings.emplace_back("initial={limit_cycle=true}");
    cycle.option = "--cycle";
  }
  if (command.to && command.initial.empty() && !command.cycle) require_initial(run);
  if (command.to) run.settings.push_back(setting_of("--to", *command.to, "time.to"));
  if (command.points)
    run.settings.push_back(setting_of("--points", *command.points, "time.points"));
  if (!command.initial.empty()) {
    // In the place of that of the file, whose other sites are not named.
    run.settings.emplace_back("initial={}", "--initial " + command.initial.front());
  }
  for (const std::string& given : command.initial) run.settings.push_back(initial_setting(given));
  if (!read_model_file(run.model, run.settings).course) {
    throw Error(fmt::format("'{}' has no [time]; give --to, the last time", run.model));
  }
  return run_model(run);
}

}  // namespace quflux::inline cli
