#include "quflux/method/surrogate/options.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"

namespace quflux::inline surrogate {

namespace {

constexpr double kMostModes = 6;
constexpr double kMostLevels = 60;
constexpr double kFewestEvents = 6400;  // 100 along each trajectory
constexpr double kMostEvents = 1e10;
constexpr double kLargestSeed = 4294967295;

std::size_t count(double value) { return static_cast<std::size_t>(std::llround(value)); }

}  // namespace

SurrogateOptions surrogate_options(const Options& options) {
  SurrogateOptions result;
  if (option<std::string>(options, "mode_kind") == "boson") {
    result.kind = ModeKind::boson;
    result.modes = 1;
  }
  if (option<std::string>(options, "solver") == "stochastic") {
    result.solver = SurrogateSolver::stochastic;
  }
  if (const auto given = option<double>(options, "modes")) result.modes = count(*given);
  if (const auto given = option<double>(options, "events")) result.events = count(*given);
  if (const auto given = option<double>(options, "seed")) result.seed = count(*given);
  if (const auto given = option<double>(options, "levels")) result.levels = count(*given);
  if (const auto rows = option<std::vector<BathRow>>(options, "given_modes")) result.given = *rows;
  return result;
}

std::string conflict(const Options& options) {
  const SurrogateOptions asked = surrogate_options(options);
  if (asked.kind == ModeKind::two_level && asked.levels) {
    return "'levels' are those of bosons, and two-level modes have two: leave it out, or take "
           "mode_kind = \"boson\"";
  }
  if (asked.kind == ModeKind::boson && asked.solver == SurrogateSolver::stochastic) {
    return "solver = \"stochastic\" swaps two-level modes; bosons are damped";
  }
  if (!asked.given.empty() && option<double>(options, "modes")) {
    return "'modes' says how many are fitted, and 'given_modes' which they are: leave one of them "
           "out";
  }
  return "";
}

std::vector<SurrogateMode> given_modes(const SurrogateOptions& options, const Model& model) {
  std::vector<SurrogateMode> modes;
  for (const BathRow& row : options.given) {
    const auto bath = std::ranges::find(model.baths, row.bath, &ModelBath::name);
    if (bath == model.baths.end()) {
      throw Error(
          fmt::format("'given_modes' names bath '{}', which the model does not have", row.bath));
    }
    modes.push_back({static_cast<std::size_t>(bath - model.baths.begin()),
                     row.numbers.at("frequency"), row.numbers.at("coupling"),
                     row.numbers.at("rate")});
  }
  for (std::size_t j = 0; j < model.baths.size(); ++j) {
    if (std::ranges::find(modes, j, &SurrogateMode::bath) != modes.end()) continue;
    throw Error(fmt::format("'given_modes' has none for bath '{}'", model.baths[j].name));
  }
  return modes;
}

std::vector<OptionKey> surrogate_option_keys() {
  const SurrogateOptions defaults;
  return {
      {"mode_kind", "what stands for the baths: two-level modes that are swapped, or damped bosons",
       WordOption{{"two_level", "boson"}}},
      {"modes", "in the place of each bath; 2 two-level ones or 1 boson when absent",
       NumberOption{.at_least = 1, .at_most = kMostModes, .whole = true}},
      {"solver", "the mean over all swaps, or swaps along trajectories",
       WordOption{{"deterministic", "stochastic"}}},
      {"events", "swaps that stochastic counts",
       NumberOption{.otherwise = static_cast<double>(defaults.events),
                    .at_least = kFewestEvents,
                    .at_most = kMostEvents,
                    .whole = true}},
      {"seed", "of the random numbers of stochastic",
       NumberOption{.otherwise = static_cast<double>(defaults.seed),
                    .at_least = 0,
                    .at_most = kLargestSeed,
                    .whole = true}},
      {"levels", "of each boson, instead of as many as it needs",
       NumberOption{.at_least = 2, .at_most = kMostLevels, .whole = true}},
      {"given_modes", "modes in the place of fitted ones, each with its bath",
       BathRowsOption{{"frequency", "coupling", "rate"}}}};
}

}  // namespace quflux::inline surrogate
