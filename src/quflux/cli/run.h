#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace quflux {

/// The options of `quflux run`.
struct RunCommand {
  std::string model;
  std::vector<std::string> settings;
  std::optional<std::string> out;
  std::optional<std::string> format;
  std::optional<std::string> plot;  ///< given without a file name: empty
  bool resume = false;
  std::string kernel = "on";  ///< or off
};

/// Adds the subcommand to the program; running it sets `status` to the exit status.
void add_run_command(CLI::App& app, RunCommand& command, int& status);

/// Computes a model file and prints, writes and draws the results. Exit status 0, or 130 when
/// Ctrl-C stopped it. Throws Error.
int run_model(const RunCommand& command);

}  // namespace quflux
