#include "quflux/cli/check.h"

#include <fmt/core.h>

#include "quflux/files/read_model_file.h"
#include "quflux/report/check.h"

namespace quflux::inline cli {

const char* const CheckCommand::kHelp =
    "Read a model file and say in words what it means: energies, transition frequencies and "
    "rates,\n"
    "for each equation by how much its flows differ from those of redfield, and of the exact "
    "current\n"
    "where there is one, and what it neglects.\n"
    "\n"
    "The sweep is not run: all this is at the numbers that the file gives outside of it. Exit "
    "status "
    "2,\n"
    "with file, line and column, when the file is not allowed.\n";

const char* const CheckCommand::kExamples =
    "Examples:\n"
    "  quflux check pair.toml\n"
    "  quflux check pair.toml --set coupling.rabi.strength=0.2\n";

int check_model(const CheckCommand& command) {
  fmt::print("{}", describe(read_model_file(command.model, command.settings)));
  return 0;
}

}  // namespace quflux::inline cli
