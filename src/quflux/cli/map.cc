#include "quflux/cli/map.h"

#include <fmt/core.h>
#include <fmt/ranges.h>

#include "quflux/cli/output_options.h"
#include "quflux/files/atomic_file.h"
#include "quflux/files/read_model_file.h"
#include "quflux/model_file/write_model.h"
#include "quflux/study/mapped_study.h"

namespace quflux::inline cli {

const char* const MapCommand::kHelp =
    "Put modes in the place of baths: write a model whose flows from its baths are those of this\n"
    "one, and that weak coupling may be enough for.\n"
    "\n"
    "The file has the outputs of the model file and its sweep, as far as the other model has such\n"
    "numbers; without -o it is printed. To solve a model that way without a look at the other "
    "one,\n"
    "name the equation in 'equations'.\n";

const char* const MapCommand::kExamples =
    "Examples:\n"
    "  quflux map spin.toml --to reaction_coordinate -o enlarged.toml\n"
    "  quflux map spin.toml --to reaction_coordinate --levels 8 -o enlarged.toml\n"
    "  quflux run enlarged.toml\n";

int map_model(const MapCommand& command) {
  const MappingKind& mapping = find_mapping(command.to);
  const Study file = read_model_file(command.model, command.settings);
  require_writable_out(command.model, command.out, {".toml"});
  const MappedStudy mapped =
      map_study(file, mapping, {.levels = command.levels, .modes = command.modes});
  if (!mapped.left_out.empty()) {
    fmt::print(stderr, "quflux: the other model has no {}; left out\n",
               fmt::join(mapped.left_out, ", "));
  }
  const std::string text = write_model(mapped.study);
  if (!command.out) {
    fmt::print("{}", text);
    return 0;
  }
  write_file(*command.out, text);
  fmt::print("wrote {}; next: quflux run {}\n", *command.out, *command.out);
  return 0;
}

}  // namespace quflux::inline cli
