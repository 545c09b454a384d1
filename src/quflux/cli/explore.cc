#include "quflux/cli/explore.h"

#include <filesystem>

#include <fmt/core.h>

#include "quflux/cli/output_options.h"
#include "quflux/cli/python_package.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/read_model_file.h"
#include "quflux/model_file/write_model.h"

namespace quflux::inline cli {

const char* const ExploreCommand::kHelp =
    "Write a page that computes while one moves it: two atoms with maps of their flow over any two "
    "of their\n"
    "numbers, or a model, its levels, flows, sweeps, course in time and audit.\n"
    "\n"
    "The page is one file with the library inside, for any browser; it asks no network for "
    "anything. quflux's\n"
    "Python package, which has the pages, writes it.\n";

const char* const ExploreCommand::kExamples =
    "Examples:\n"
    "  quflux explore                                    two atoms, explorer.html\n"
    "  quflux explore pair.toml                          a model, pair.html\n"
    "  quflux explore pair.toml --set bath.hot.temperature=0.8 -o warm.html\n";

namespace {

namespace fs = std::filesystem;

fs::path page_target(const ExploreCommand& command) {
  if (!command.out) {
    return command.model ? fs::path(*command.model).stem().string() + ".html" : "explorer.html";
  }
  require_ending("-o", *command.out, {".html"});
  return *command.out;
}

}  // namespace

int write_explorer(const ExploreCommand& command) {
  if (!command.model && !command.settings.empty()) {
    throw Error("--set changes a model file; name one, as in quflux explore pair.toml --set ...");
  }
  const fs::path target = page_target(command);
  std::vector<std::string> arguments{"--out=" + target.string()};
  std::optional<TemporaryDirectory> work;
  if (command.model) {
    const Study study = read_model_file(*command.model, command.settings);
    fs::path model = fs::absolute(*command.model);
    if (!command.settings.empty()) {
      work.emplace(fs::temp_directory_path());
      model = work->path() / "model.toml";
      write_file(model.string(), write_model(study));
    }
    arguments.push_back(model.string());
  }
  require_writable(target);
  const PythonModule explorer("quflux.explorer", "explore writes its page");
  const ChildEnd end = explorer.run(arguments);
  if (end.status != 0) {
    throw CannotDraw(fmt::format("cannot write '{}': {}", target.string(), explorer.reason(end)));
  }
  fmt::print("{}\n", target.string());
  return 0;
}

}  // namespace quflux::inline cli
