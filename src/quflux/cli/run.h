#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux run`, and the help before and after them.
struct RunCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::vector<Setting> settings;
  std::optional<std::string> out;
  std::optional<std::string> format;
  std::optional<std::string> plot;  ///< given without a file name: empty
  bool resume = false;
  std::string road = "auto";        ///< or density_matrix
  std::optional<std::string> part;  ///< "2/8"
  int threads = 0;                  ///< 0: as many as there are cores
};

/// Computes a model file and prints, writes and draws the results. Exit status 0, 1 when no
/// point has an answer, or that of stop_status() when a signal stopped it. Throws Error.
int run_model(const RunCommand& command);

}  // namespace quflux::inline cli
