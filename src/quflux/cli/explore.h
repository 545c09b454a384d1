#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux explore`, and the help before and after them.
struct ExploreCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::optional<std::string> model;
  std::optional<std::string> out;
  std::vector<Setting> settings;
};

/// Writes the page. Returns the exit status. Throws Error, and CannotDraw without the Python
/// package.
int write_explorer(const ExploreCommand& command);

}  // namespace quflux::inline cli
