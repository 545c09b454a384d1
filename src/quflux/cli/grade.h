#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux grade`, and the help before and after them.
struct GradeCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::vector<Setting> settings;
  std::optional<std::string> out;
  std::optional<std::string> format;  ///< table or json; table when not given
  std::optional<std::string> plot;    ///< given without a file name: empty
  bool resume = false;
};

/// Grades the master equations on a network of oscillators, prints the grades, writes and draws the
/// errors. Returns the exit status, that of stop_status() when a signal stopped it. Throws Error.
int grade_model(const GradeCommand& command);

}  // namespace quflux::inline cli
