#pragma once

#include <optional>
#include <string>

#include <CLI/CLI.hpp>

namespace quflux {

/// The options of `quflux new`.
struct NewCommand {
  std::string kind;
  std::optional<std::string> out;
};

/// Adds the subcommand to the program.
void add_new_command(CLI::App& app, NewCommand& command);

}  // namespace quflux
