#pragma once

#include <string>
#include <utility>
#include <vector>

namespace quflux::inline files {

/// How another program ended.
struct ChildEnd {
  int status;        ///< of its exit; 128 + number for a signal, 127 when it could not be started
  std::string said;  ///< on its output and error output, or why it could not be started
};

/// Runs a program, looked for on the PATH unless its name has a slash, without a shell and without
/// input, and waits for it. `variables` are added to its environment.
ChildEnd run_program(const std::vector<std::string>& command,
                     const std::vector<std::pair<std::string, std::string>>& variables = {});

}  // namespace quflux::inline files
