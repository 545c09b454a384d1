#pragma once

#include <optional>
#include <string>
#include <vector>

namespace quflux::inline cli {

/// The options of `quflux examples`, and the help before and after them.
struct ExamplesCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::vector<std::string> names;
  bool all = false;
  std::optional<std::string> out;
};

/// Lists the models that come with quflux, or copies those that are named. Returns the exit status.
/// Throws Error, and then nothing was copied.
int copy_examples(const ExamplesCommand& command);

}  // namespace quflux::inline cli
