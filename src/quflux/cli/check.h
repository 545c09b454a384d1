#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "quflux/model_file/model_file.h"

namespace quflux {

/// The options of `quflux check`.
struct CheckCommand {
  std::string model;
  std::vector<std::string> settings;
};

/// Adds the subcommand to the program.
void add_check_command(CLI::App& app, CheckCommand& command);

/// Describes in words what a model says: dimension, energies, transition frequencies with their
/// rates, and what each equation assumes and whether that holds here. Throws Error when the model
/// cannot be computed.
std::string describe(const ModelFile& file);

/// The same of a model file. Throws Error when the file is not allowed.
std::string describe_model(const CheckCommand& command);

}  // namespace quflux
