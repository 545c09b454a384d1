#include "quflux/cli/new.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/core.h>

#include "quflux/cli/starter_files.h"
#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline cli {

const char* const NewCommand::kHelp =
    "Write a commented model file to begin with: pair (two atoms), cavity (atom and cavity), "
    "levels\n"
    "(a three-level maser) or matrix (any system given by matrices).\n";

const char* const NewCommand::kExamples =
    "Examples:\n"
    "  quflux new pair                 writes pair.toml\n"
    "  quflux new cavity -o mine.toml\n";

int write_starter(const NewCommand& command) {
  std::vector<std::string> kinds;
  for (const EmbeddedFile& file : starter_files()) {
    kinds.push_back(std::filesystem::path(file.name).stem().string());
  }
  const auto found = std::ranges::find(kinds, command.kind);
  if (found == kinds.end()) {
    throw Error(
        fmt::format("there is no starter '{}'{}", command.kind, did_you_mean(command.kind, kinds)));
  }
  const std::string out = command.out.value_or(command.kind + ".toml");
  if (std::filesystem::exists(out)) {
    throw Error(fmt::format("'{}' exists already; choose another name with -o", out));
  }
  write_file(out, starter_files()[static_cast<std::size_t>(found - kinds.begin())].content);
  fmt::print("wrote {}; next: quflux check {}, then quflux run {}\n", out, out, out);
  return 0;
}

}  // namespace quflux::inline cli
