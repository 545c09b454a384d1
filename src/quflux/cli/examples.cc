#include "quflux/cli/examples.h"

#include <filesystem>
#include <set>

#include <fmt/core.h>

#include "quflux/cli/embedded_files.h"
#include "quflux/core/error.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline cli {

const char* const ExamplesCommand::kHelp =
    "The models with real physics that come with quflux. Without a name: lists them. With names:\n"
    "copies them into the folder at hand. Each says at its top what it is, from which paper, what "
    "its\n"
    "result must show, and how to run it.\n";

const char* const ExamplesCommand::kExamples =
    "Examples:\n"
    "  quflux examples                        lists them\n"
    "  quflux examples three_level_maser      writes three_level_maser.toml\n"
    "  quflux examples --all -o models        all of them, into the folder models\n";

int copy_examples(const ExamplesCommand& command) {
  if (command.all && !command.names.empty()) {
    throw Error(fmt::format("--all copies every example; leave out '{}'", command.names.front()));
  }
  if (command.names.empty() && !command.all) {
    if (command.out) throw Error("-o needs the examples to copy there: their names, or --all");
    fmt::print("{}", titles(example_files()));
    return 0;
  }
  std::vector<EmbeddedFile> chosen(example_files().begin(), example_files().end());
  if (!command.all) {
    chosen.clear();
    for (const std::string& name : std::set(command.names.begin(), command.names.end())) {
      chosen.push_back(find_file(example_files(), name, "example"));
    }
  }
  const std::filesystem::path folder = command.out.value_or(".");
  ensure_directory(folder);
  const auto target = [&](const EmbeddedFile& file) {
    return command.out ? folder / file.name : std::filesystem::path(file.name);
  };
  for (const EmbeddedFile& file : chosen) require_absent(target(file));
  for (const EmbeddedFile& file : chosen) {
    write_copy(file, target(file));
    fmt::print("wrote {}: {}\n", target(file).string(), file.title());
  }
  return 0;
}

}  // namespace quflux::inline cli
