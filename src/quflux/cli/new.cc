#include "quflux/cli/new.h"

#include <algorithm>
#include <filesystem>
#include <vector>

#include <fmt/core.h>

#include "quflux/cli/starter_files.h"
#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/result_file/atomic_file.h"

namespace quflux {

namespace {

constexpr const char* kHelp =
    "Write a commented model file to begin with: pair (two atoms), cavity (atom and cavity), "
    "levels\n"
    "(a three-level maser) or matrix (any system given by matrices).\n";

constexpr const char* kExamples =
    "Examples:\n"
    "  quflux new pair                 writes pair.toml\n"
    "  quflux new cavity -o mine.toml\n";

void write_starter(const NewCommand& command) {
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
}

}  // namespace

void add_new_command(CLI::App& app, NewCommand& command) {
  CLI::App* sub = app.add_subcommand("new", kHelp);
  sub->footer(kExamples);
  sub->add_option("kind", command.kind, "pair, cavity, levels or matrix")->required();
  sub->add_option("-o,--out", command.out, "Name of the file; KIND.toml when not given")
      ->type_name("FILE");
  sub->callback([&command] { write_starter(command); });
}

}  // namespace quflux
