#include "quflux/cli/new.h"

#include <fmt/core.h>

#include "quflux/cli/embedded_files.h"
#include "quflux/cli/output_options.h"

namespace quflux::inline cli {

const char* const NewCommand::kHelp =
    "Write a commented model file to begin with, one of each family below. Each is small, runs in\n"
    "seconds, and says in comments what else its keys may be.\n";

const char* const NewCommand::kExamples =
    "Examples:\n"
    "  quflux new pair                 writes pair.toml\n"
    "  quflux new cavity -o mine.toml\n";

int write_starter(const NewCommand& command) {
  const EmbeddedFile& file = find_file(starter_files(), command.kind, "starter");
  const std::string out = command.out.value_or(command.kind + ".toml");
  require_ending("-o", out, {".toml"});
  write_copy(file, out);
  fmt::print("wrote {}; next: quflux check {}, then quflux run {}\n", out, out, out);
  return 0;
}

}  // namespace quflux::inline cli
