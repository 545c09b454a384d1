#pragma once

#include <optional>
#include <string>
#include <vector>

#include "quflux/model_file/model_file.h"

namespace quflux::inline cli {

/// The options of `quflux map`, and the help before and after them.
struct MapCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::string model;
  std::vector<Setting> settings;
  std::string to;
  std::optional<int> levels;
  std::optional<int> modes;
  std::optional<std::string> out;
};

/// Writes the model that a mapping makes as a model file. Returns the exit status. Throws Error.
int map_model(const MapCommand& command);

}  // namespace quflux::inline cli
