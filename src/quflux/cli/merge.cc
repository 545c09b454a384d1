#include "quflux/cli/merge.h"

#include "quflux/cli/output_options.h"
#include "quflux/core/error.h"
#include "quflux/files/merge_parts.h"

namespace quflux::inline cli {

const char* const MergeCommand::kHelp =
    "Join the parts that quflux run --part K/N has written, in any order, to the result of the "
    "whole\n"
    "sweep: the same bytes as without parts. Parts that are missing, there twice, or of different\n"
    "models, settings or versions are named and refused.\n";

const char* const MergeCommand::kExamples =
    "Examples:\n"
    "  quflux run big.toml --part 1/2 -o part1.nc\n"
    "  quflux run big.toml --part 2/2 -o part2.nc\n"
    "  quflux merge part1.nc part2.nc -o big.nc\n";

int merge_parts(const MergeCommand& command) {
  for (const std::string& part : command.parts) require_writable_out(part, command.out, {".nc"});
  join_parts({command.parts.begin(), command.parts.end()}, command.out);
  return 0;
}

}  // namespace quflux::inline cli
