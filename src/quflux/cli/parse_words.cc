#include "quflux/cli/parse_words.h"

#include <algorithm>
#include <array>
#include <string_view>

#include <CLI/CLI.hpp>
#include <fmt/core.h>

#include "quflux/core/utf8.h"

namespace quflux::inline cli {

namespace {

// How the text of CLI11 about an option begins behind its name, and what we say of that option.
struct Row {
  std::string_view behind;
  const char* words;
};
constexpr std::array kRows{
    Row{" is required", "{} is missing"},
    Row{": At Most", "{} is given too often"},
    Row{": 1 required", "{} needs a value behind it"},
    Row{": At least", "{} needs a value behind it"},
    Row{" was given a disallowed", "{} takes no value"},
};

}  // namespace

std::string parse_words(const CLI::ParseError& error) {
  const std::string text = one_line(error.what());
  if (text.starts_with("A subcommand")) return "no command is given";
  if (text.starts_with("The following argument")) {  // which it lists backwards
    return fmt::format("'{}' has no place here", text.substr(text.rfind(' ') + 1));
  }
  constexpr std::string_view kNotConverted = "Could not convert: ";
  if (text.starts_with(kNotConverted)) {
    return text.substr(kNotConverted.size()) + " cannot be given so";
  }
  if (error.get_name() == "ValidationError") return text;  // of our own validators
  for (const auto& [behind, words] : kRows) {
    const auto at = text.find(behind);
    if (at != std::string::npos) return fmt::format(fmt::runtime(words), text.substr(0, at));
  }
  return text;
}

}  // namespace quflux::inline cli
