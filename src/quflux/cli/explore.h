#pragma once

#include <optional>
#include <string>
#include <vector>

namespace quflux::inline cli {

/// The options of `quflux explore`, and the help before and after them.
struct ExploreCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::optional<std::string> model;
  std::optional<std::string> out;
  std::vector<std::string> settings;
};

/// Writes the page. Returns the exit status. Throws Error, and CannotDraw without the Python
/// package.
int write_explorer(const ExploreCommand& command);

}  // namespace quflux::inline cli
