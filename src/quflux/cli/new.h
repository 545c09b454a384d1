#pragma once

#include <optional>
#include <string>

namespace quflux::inline cli {

/// The options of `quflux new`, and the help before and after them.
struct NewCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string kind;
  std::optional<std::string> out;
};

/// Writes a model file to begin with. Returns the exit status. Throws Error.
int write_starter(const NewCommand& command);

}  // namespace quflux::inline cli
