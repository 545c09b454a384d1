#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/cli/run.h"

namespace quflux::inline cli {

/// The options of `quflux evolve`: those of `quflux run`, and what takes the place of [time] and
/// [initial].
struct EvolveCommand : RunCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::optional<double> to;
  std::optional<int> points;
  std::vector<std::string> initial;  ///< each SITE=STATE
  bool cycle = false;                ///< the limit cycle of periodic drives
};

/// Follows a model file in time, and does with the results what run_model() does. Throws Error.
int evolve_model(const EvolveCommand& command);

}  // namespace quflux::inline cli
