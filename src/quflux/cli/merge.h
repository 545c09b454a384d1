#pragma once

#include <string>
#include <vector>

namespace quflux::inline cli {

/// The options of `quflux merge`, and the help before and after them.
struct MergeCommand {
  static const char* const kHelp;
  static const char* const kExamples;

  std::vector<std::string> parts;
  std::string out;
};

/// Joins parts of a sweep. Returns the exit status. Throws Error.
int merge_parts(const MergeCommand& command);

}  // namespace quflux::inline cli
