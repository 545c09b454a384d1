#pragma once

#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux check`, and the help before and after them.
struct CheckCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::vector<Setting> settings;
};

/// Prints what a model file says. Returns the exit status. Throws Error.
int check_model(const CheckCommand& command);

}  // namespace quflux::inline cli
