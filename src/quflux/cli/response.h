#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux response`, and the help before and after them.
struct ResponseCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::vector<std::string> keys;
  std::string road = "auto";
  std::vector<Setting> settings;
  std::optional<std::string> out;
  std::string format = "table";
};

/// Prints and writes the derivatives. Returns the exit status. Throws Error.
int find_response(const ResponseCommand& command);

}  // namespace quflux::inline cli
