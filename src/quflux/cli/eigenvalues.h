#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux eigenvalues`, and the help before and after them.
struct EigenvaluesCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::string parameter;
  double from = 0;
  double to = 0;
  int points = 201;
  std::string matrix = "generator";
  std::optional<std::string> near;  ///< "X" or "X,Y"
  std::optional<int> count;
  std::vector<Setting> settings;
  std::optional<std::string> out;
  std::optional<std::string> format;
  std::optional<std::string> plot;  ///< given without a file name: empty
};

/// Follows the eigenvalues along the parameter and prints, writes and draws them. Returns the exit
/// status. Throws Error.
int run_eigenvalues(const EigenvaluesCommand& command);

}  // namespace quflux::inline cli
