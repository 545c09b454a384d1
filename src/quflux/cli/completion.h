#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quflux/cli/command_shape.h"

namespace quflux::inline cli {

/// The shells that there are completions for.
std::vector<std::string> shells();

/// The script that completes command lines of these commands in a shell.
std::string completion_script(const std::string& shell, Commands commands);

/// The options of `quflux completion`, and the help before and after them.
struct CompletionCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string shell;
  std::optional<std::string> out;
  std::function<std::vector<CommandShape>()> commands;  ///< of the whole program
};

/// Prints or writes the script. Returns the exit status. Throws Error.
int write_completion(const CompletionCommand& command);

}  // namespace quflux::inline cli
