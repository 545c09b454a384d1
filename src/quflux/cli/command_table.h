#pragma once

#include <span>
#include <string_view>

namespace quflux::inline cli {

/// What `quflux --help`, completions and manual pages say of a command in one line.
struct CommandRow {
  std::string_view name;
  std::string_view section;
  std::string_view summary;
};

/// All commands, section by section.
std::span<const CommandRow> command_table();

/// The row of a command that there is.
const CommandRow& command_row(std::string_view name);

}  // namespace quflux::inline cli
