#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux transition`, and the help before and after them.
struct TransitionCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::string parameter;
  double from = 0;
  double to = 0;
  std::optional<std::string> second;  ///< another parameter: both make a plane of real numbers
  std::optional<double> second_from;
  std::optional<double> second_to;
  std::optional<double> height;
  std::optional<std::string> matrix;  ///< generator or amplitude
  std::optional<std::string> near;    ///< "X" or "X,Y"
  std::optional<int> count;
  std::vector<Setting> settings;
  std::optional<std::string> out;
  std::optional<std::string> format;
  std::optional<std::string> plot;  ///< given without a file name: empty
  bool resume = false;
};

/// Searches for the transition and prints, writes and draws it. Returns the exit status, that of
/// stop_status() when a signal stopped it. Throws Error.
int run_transition(const TransitionCommand& command);

}  // namespace quflux::inline cli
