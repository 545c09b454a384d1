#pragma once

#include <span>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace quflux::inline cli {

/// An option or an argument of a command, as the parser knows it.
struct OptionShape {
  std::vector<std::string> names;         ///< with their dashes; an argument has its own name
  std::string value;                      ///< what its value is called; empty where it takes none
  std::vector<std::string> choices = {};  ///< all values it may have; empty: any
  std::string ending = {};  ///< of the files it may be, ".toml"; empty: any file, or none
  bool is_file = false;
  bool is_argument = false;
  bool required = false;
  bool optional_value = false;
  bool repeated = false;
  std::string section = {};
  std::string help = {};
};

/// A command with its options; the program itself has the name "".
struct CommandShape {
  std::string name;
  std::string section = {};
  std::string summary = {};
  std::string help = {};    ///< before the options, empty lines between paragraphs
  std::string footer = {};  ///< after them
  std::vector<OptionShape> options = {};
};

using Commands = std::span<const CommandShape>;

/// What the value of an option is called, after the name that the parser has for its type: the
/// choices in braces unless there are too many to read, else what stands before them.
std::string shown_value(const std::string& type);

/// The program, then its commands in the order of their table. Completions and manual pages are
/// made of this, so that they cannot know other options than the parser.
std::vector<CommandShape> command_shapes(const CLI::App& app);

}  // namespace quflux::inline cli
