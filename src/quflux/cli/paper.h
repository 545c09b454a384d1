#pragma once

#include <optional>
#include <string>
#include <vector>

namespace quflux {

/// The options of `quflux paper`, and the help before and after them.
struct PaperCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string out = "paper_out";
  std::vector<int> figures;  ///< none: all
  std::optional<std::string> models;
};

/// Computes, draws and checks the paper's figures. Exit status 0, or 1 when a claim fails. Throws
/// Error.
int run_paper(const PaperCommand& command);

}  // namespace quflux
