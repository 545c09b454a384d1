#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace quflux {

/// The options of `quflux transition`.
struct TransitionCommand {
  std::string model;
  std::string parameter;
  double from = 0;
  double to = 0;
  std::optional<double> height;
  bool generator = false;
  std::vector<std::string> settings;
  std::optional<std::string> out;
  std::optional<std::string> format;
  std::optional<std::string> plot;  ///< given without a file name: empty
};

/// Adds the subcommand to the program.
void add_transition_command(CLI::App& app, TransitionCommand& command);

}  // namespace quflux
