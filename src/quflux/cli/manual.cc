#include "quflux/cli/manual.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <sstream>

#include <fmt/core.h>
#include <fmt/format.h>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/core/version.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline cli {

const char* const ManualCommand::kHelp =
    "Print the manual page of a command, of quflux itself without a name. With -o: write all of "
    "them\n"
    "into a folder. Where quflux was installed by make install or as a Debian package, man "
    "quflux-run\n"
    "finds them.\n";

const char* const ManualCommand::kExamples =
    "Examples:\n"
    "  quflux manual run | man -l -         read one\n"
    "  quflux manual -o share/man/man1      write quflux.1, quflux-run.1, ...\n";

namespace {

// Backslashes and dashes mean something to roff, and so do dots and quotes where a line begins.
std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if ((c == '.' || c == '\'') && (result.empty() || result.back() == '\n')) result += "\\&";
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  return result;
}

// Paragraphs, filled.
std::string prose(const std::string& text) {
  std::string result;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    result += line.empty() ? ".PP\n" : escaped(line) + "\n";
  }
  while (result.ends_with(".PP\n")) result.resize(result.size() - 4);
  return result;
}

// As it stands, for instance a table.
std::string verbatim(const std::string& text) { return ".nf\n" + escaped(text) + ".fi\n"; }

std::string page_name(const CommandShape& command) {
  return command.name.empty() ? "quflux" : "quflux-" + command.name;
}

std::string synopsis(const CommandShape& command) {
  if (command.name.empty()) return "\\fBquflux\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]\n";
  std::string line = fmt::format("\\fBquflux {}\\fR", command.name);
  for (const OptionShape& option : command.options) {
    if (!option.is_argument) continue;
    const std::string name =
        fmt::format("\\fI{}\\fR{}", escaped(option.names.front()), option.repeated ? " ..." : "");
    line += option.required ? " " + name : " [" + name + "]";
  }
  return line + " [\\fIOPTIONS\\fR]\n";
}

std::string entry(const OptionShape& option) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) {
    names.push_back(fmt::format("{}{}\\fR", option.is_argument ? "\\fI" : "\\fB", escaped(name)));
  }
  std::string head = fmt::format("{}", fmt::join(names, ", "));
  if (!option.value.empty()) {
    const std::string value = "\\fI" + escaped(option.value) + "\\fR";
    head += option.optional_value ? " [" + value + "]" : " " + value;
  }
  if (option.required && !option.is_argument) head += " (needed)";
  return ".TP\n" + head + "\n" + prose(option.help);
}

std::string heading(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
  return fmt::format(".SH {}\n", text);
}

// Options under the headings that --help has, in its order.
std::string entries(const std::vector<OptionShape>& options) {
  std::vector<std::string> sections;
  for (const OptionShape& option : options) {
    if (std::ranges::find(sections, option.section) == sections.end()) {
      sections.push_back(option.section);
    }
  }
  std::string text;
  for (const std::string& section : sections) {
    text += heading(section);
    for (const OptionShape& option : options) {
      if (option.section == section) text += entry(option);
    }
  }
  return text;
}

std::string list(Commands commands) {
  std::string text = ".SH COMMANDS\n";
  std::string section;
  for (const CommandShape& command : commands) {
    if (command.name.empty()) continue;
    if (command.section != section) text += fmt::format(".SS {}\n", section = command.section);
    text += fmt::format(".TP\n\\fB{}\\fR(1)\n{}\n", escaped(page_name(command)),
                        escaped(command.summary));
  }
  return text;
}

// "Examples:" and tables after the options: a heading in the first column, lines below it.
std::string footer(const std::string& text) {
  std::string result;
  std::string block;
  const auto end_block = [&] {
    if (!block.empty()) result += verbatim(block);
    block.clear();
  };
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    if (line.front() != ' ' && line.ends_with(':')) {
      end_block();
      line.pop_back();
      result += heading(line);
    } else {
      block += line + "\n";
    }
  }
  end_block();
  return result;
}

}  // namespace

std::string manual_page(const CommandShape& command, Commands commands) {
  std::string text = fmt::format(".TH {} 1 \"\" \"quflux {}\" \"quflux\"\n.SH NAME\n{} \\- {}\n",
                                 page_name(command), kVersion, escaped(page_name(command)),
                                 escaped(command.summary));
  text += ".SH SYNOPSIS\n" + synopsis(command);
  text += ".SH DESCRIPTION\n" + prose(command.help);
  if (command.name.empty()) text += list(commands);
  text += entries(command.options);
  text += footer(command.footer);
  text += ".SH SEE ALSO\n";
  text +=
      command.name.empty() ? "quflux COMMAND \\-\\-help says the same.\n" : "\\fBquflux\\fR(1)\n";
  return text;
}

int write_manual(const ManualCommand& command) {
  const std::vector<CommandShape> commands = command.commands();
  if (command.out) {
    if (!command.name.empty()) {
      throw Error(fmt::format("-o writes all pages; leave out '{}', or -o", command.name));
    }
    const std::filesystem::path folder = *command.out;
    ensure_directory(folder);
    for (const CommandShape& each : commands) {
      write_file(folder / (page_name(each) + ".1"), manual_page(each, commands));
    }
    return 0;
  }
  const auto found = std::ranges::find(commands, command.name, &CommandShape::name);
  if (found == commands.end()) {
    std::vector<std::string> names;
    for (const CommandShape& each : commands) names.push_back(each.name);
    throw Error(
        fmt::format("there is no command '{}'{}", command.name, did_you_mean(command.name, names)));
  }
  fmt::print("{}", manual_page(*found, commands));
  return 0;
}

}  // namespace quflux::inline cli
