#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "quflux/cli/command_shape.h"

namespace quflux::inline cli {

/// The manual page of one of these commands, for man(1); the program's own tells the names of all.
std::string manual_page(const CommandShape& command, Commands commands);

/// The options of `quflux manual`, and the help before and after them.
struct ManualCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string name;
  std::optional<std::string> out;
  std::function<std::vector<CommandShape>()> commands;  ///< of the whole program
};

/// Prints a page, or writes all of them. Returns the exit status. Throws Error.
int write_manual(const ManualCommand& command);

}  // namespace quflux::inline cli
