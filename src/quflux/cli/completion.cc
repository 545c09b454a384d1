#include "quflux/cli/completion.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/core.h>
#include <fmt/format.h>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline cli {

const char* const CompletionCommand::kHelp =
    "Print the script with which a shell completes commands, options, their values and names of\n"
    "files. Where quflux was installed by make install or as a Debian package it is in place.\n";

const char* const CompletionCommand::kExamples =
    "Examples:\n"
    "  source <(quflux completion bash)                      for this bash alone\n"
    "  quflux completion bash >> ~/.bash_completion          for every one to come\n"
    "  quflux completion zsh -o ~/.zfunc/_quflux             with ~/.zfunc in $fpath\n"
    "  quflux completion fish -o ~/.config/fish/completions/quflux.fish\n";

namespace {

// The first line of a help, without what shells would read.
std::string told(const std::string& help) {
  std::string line = help.substr(0, help.find('\n'));
  constexpr std::string_view kRead = "\"`[]\\$:";
  std::erase_if(line, [&](char c) { return kRead.find(c) != std::string_view::npos; });
  for (auto at = line.find('\''); at != std::string::npos; at = line.find('\'')) {
    line.replace(at, 1, "’");
  }
  return line;
}

std::string words(const std::vector<std::string>& list) {
  return fmt::format("{}", fmt::join(list, " "));
}

// Those of the program itself stand first.
Commands subcommands(Commands commands) { return commands.subspan(1); }

std::vector<std::string> option_names(const CommandShape& command) {
  std::vector<std::string> names;
  for (const OptionShape& option : command.options) {
    if (!option.is_argument) names.insert(names.end(), option.names.begin(), option.names.end());
  }
  return names;
}

std::vector<std::string> names_of(Commands commands) {
  std::vector<std::string> names;
  for (const CommandShape& command : commands) names.push_back(command.name);
  return names;
}

// Options first: shells take the first line that fits, and an argument fits everywhere.
std::vector<OptionShape> arguments_last(std::vector<OptionShape> options) {
  std::ranges::stable_partition(options, [](const OptionShape& o) { return !o.is_argument; });
  return options;
}

// What bash is to offer for a value.
std::string offer_in_bash(const OptionShape& option) {
  if (!option.choices.empty()) return fmt::format("_quflux_words '{}'", words(option.choices));
  if (option.is_file) return fmt::format("_quflux_files '{}'", option.ending);
  return ":";
}

std::string bash_script(Commands commands) {
  std::string options;
  std::string values;
  for (const CommandShape& command : subcommands(commands)) {
    options += fmt::format("      {}) _quflux_words '{}' ;;\n", command.name,
                           words(option_names(command)));
    for (const OptionShape& option : arguments_last(command.options)) {
      if (option.value.empty() && !option.is_argument) continue;
      std::vector<std::string> befores;
      for (const std::string& name : option.names) befores.push_back(command.name + ":" + name);
      values += fmt::format(
          "    {}) {} ;;\n",
          option.is_argument ? command.name + ":*" : fmt::format("{}", fmt::join(befores, "|")),
          offer_in_bash(option));
    }
  }
  return fmt::format(R"(# Completion of quflux for bash, as `quflux completion bash` prints it.
_quflux_words() {{ mapfile -t COMPREPLY < <(compgen -W "$1" -- "$word"); }}
_quflux_files() {{
  compopt -o filenames 2>/dev/null
  mapfile -t COMPREPLY < <(compgen -f -X "!*$1" -- "$word"; [ -z "$1" ] || compgen -d -- "$word")
}}
_quflux() {{
  local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then
    _quflux_words '{} {}'
    return
  fi
  if [[ $word == -* ]]; then
    case ${{COMP_WORDS[1]}} in
{}    esac
    return
  fi
  case ${{COMP_WORDS[1]}}:$before in
{}  esac
}}
complete -F _quflux quflux
)",
                     words(names_of(subcommands(commands))), words(option_names(commands.front())),
                     options, values);
}

// What zsh's _arguments is to offer for a value: ":what:action".
std::string offer_in_zsh(const OptionShape& option) {
  std::string action = " ";
  if (!option.choices.empty()) {
    action = fmt::format("({})", words(option.choices));
  } else if (option.is_file) {
    action = option.ending.empty() ? "_files" : fmt::format("_files -g \"*{}\"", option.ending);
  }
  return fmt::format(":{}:{}", option.choices.empty() ? told(option.value) : "value", action);
}

std::string zsh_argument(const OptionShape& option) {
  if (option.is_argument) {
    return fmt::format("'{}{}'", option.repeated ? "*" : "1", offer_in_zsh(option));
  }
  std::string value = option.value.empty() ? "" : offer_in_zsh(option);
  if (option.optional_value) value = ":" + value;
  const std::string rest = fmt::format("[{}]{}", told(option.help), value);
  if (option.names.size() == 1) {
    return fmt::format("'{}{}{}'", option.repeated ? "*" : "", option.names.front(), rest);
  }
  return fmt::format("'({})'{{{}}}'{}'", words(option.names),
                     fmt::format("{}", fmt::join(option.names, ",")), rest);
}

std::string zsh_script(Commands commands) {
  std::string list;
  std::string cases;
  for (const CommandShape& command : subcommands(commands)) {
    list += fmt::format("    '{}:{}'\n", command.name, told(command.summary));
    cases += fmt::format("    {}) _arguments", command.name);
    for (const OptionShape& option : arguments_last(command.options)) {
      cases += " \\\n      " + zsh_argument(option);
    }
    cases += " ;;\n";
  }
  return fmt::format(R"(#compdef quflux
# Completion of quflux for zsh, as `quflux completion zsh` prints it.
_quflux() {{
  local -a commands=(
{}  )
  if (( CURRENT == 2 )); then
    _describe command commands
    compadd -- {}
    return
  fi
  local command=$words[2]
  shift words
  (( CURRENT-- ))
  case $command in
{}  esac
}}
if [ "$funcstack[1]" = _quflux ]; then _quflux "$@"; else compdef _quflux quflux; fi
)",
                     list, words(option_names(commands.front())), cases);
}

std::string fish_line(const CommandShape& command, const OptionShape& option) {
  std::string line =
      fmt::format("complete -c quflux -n '__fish_seen_subcommand_from {}'", command.name);
  for (const std::string& name : option.names) {
    if (option.is_argument) continue;
    line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
  }
  const bool needs_value = !option.is_argument && !option.value.empty() && !option.optional_value;
  if (!option.choices.empty()) {
    line += fmt::format("{} -a '{}'", needs_value ? " -x" : "", words(option.choices));
  } else if (!option.ending.empty()) {
    line += fmt::format("{} -k -a '(__fish_complete_suffix {})'", needs_value ? " -x" : "",
                        option.ending);
  } else if (option.is_file) {
    line += needs_value ? " -r -F" : " -F";
  } else if (needs_value) {
    line += " -x";
  }
  return fmt::format("{} -d '{}'\n", line, told(option.help));
}

std::string fish_script(Commands commands) {
  std::string text =
      "# Completion of quflux for fish, as `quflux completion fish` prints it.\n"
      "complete -c quflux -f\n";
  for (const CommandShape& command : commands) {
    if (command.name.empty()) {
      for (const std::string& name : option_names(command)) {
        text += fmt::format("complete -c quflux -n __fish_use_subcommand -a ' {}'\n", name);
      }
      continue;
    }
    text += fmt::format("complete -c quflux -n __fish_use_subcommand -a {} -d '{}'\n", command.name,
                        told(command.summary));
    for (const OptionShape& option : command.options) text += fish_line(command, option);
  }
  return text;
}

struct Shell {
  const char* name;
  std::string (*script)(Commands);
};
constexpr std::array kShells{Shell{"bash", bash_script}, Shell{"zsh", zsh_script},
                             Shell{"fish", fish_script}};

}  // namespace

std::vector<std::string> shells() {
  std::vector<std::string> names;
  for (const Shell& shell : kShells) names.emplace_back(shell.name);
  return names;
}

std::string completion_script(const std::string& shell, Commands commands) {
  const auto* const found = std::ranges::find(kShells, shell, &Shell::name);
  if (found == kShells.end()) {
    throw Error(
        fmt::format("there is no completion for '{}'{}", shell, did_you_mean(shell, shells())));
  }
  return found->script(commands);
}

int write_completion(const CompletionCommand& command) {
  const std::string script = completion_script(command.shell, command.commands());
  if (command.out) {
    write_file(*command.out, script);
  } else {
    fmt::print("{}", script);
  }
  return 0;
}

}  // namespace quflux::inline cli
