#pragma once

#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace quflux {

/// The options of `quflux paper`.
struct PaperCommand {
  std::string out = "paper_out";
  std::vector<int> figures;  ///< none: all
  std::optional<std::string> models;
};

/// Adds the subcommand to the program; running it sets `status` to the exit status.
void add_paper_command(CLI::App& app, PaperCommand& command, int& status);

/// Computes, draws and checks the paper's figures. True when every claim passes. Throws Error.
bool run_paper(const PaperCommand& command);

}  // namespace quflux
