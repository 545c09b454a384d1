#pragma once

namespace quflux::inline cli {

/// Runs the program `quflux` and returns its exit status: 0 when all went well, 1 when a check that
/// was asked for failed or no point of a run has an answer, 2 when the command line, an input or
/// the system did not allow it to run.
int run_command_line(int argc, const char* const* argv);

}  // namespace quflux::inline cli
