#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace quflux {

/// The options of `quflux grade`.
struct GradeCommand {
  std::string model;
  std::vector<std::string> settings;
  std::optional<std::string> out;
  std::optional<std::string> format;  ///< table or json; table when not given
  std::optional<std::string> plot;    ///< given without a file name: empty
};

/// Adds the subcommand to the program.
void add_grade_command(CLI::App& app, GradeCommand& command);

/// Grades the master equations on a network of oscillators, prints the grades, writes and draws the
/// errors. Throws Error.
void grade_model(const GradeCommand& command);

}  // namespace quflux
