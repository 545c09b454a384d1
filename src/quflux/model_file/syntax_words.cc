#include "quflux/model_file/syntax_words.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

namespace quflux::inline model_file {

namespace {

constexpr std::string_view kText =
    "a text must end with its quote on its line and have no control characters; one of several "
    "lines is in three quotes";
constexpr std::string_view kNumber = "'{1}' is no number, or larger than one can be";
constexpr std::string_view kValue =
    "a value must be a number, true, false, a list in [], a table in {{}} or a text in quotes";
constexpr std::string_view kDate =
    "what begins like a date or a time must be one, as in 2026-11-30 or 07:32:00";

// What toml++ was reading, what its reason holds, and what we say: "{0}" is what it met, "{1}" what
// it has in quotes.
struct Rule {
  std::string_view reading;
  std::string_view reason;
  std::string_view words;
};

// The first that fits goes; empty texts fit all.
constexpr std::array kRules{
    Rule{"", "expected a comment",
         "behind a value or the name of a table there may be a comment alone, not {0}"},
    Rule{"", "vertical tabs", "a line must not end in a vertical tab or a form feed"},
    Rule{"", "after '\\r'", "a line ends in a carriage return alone"},
    Rule{"", "leading zeroes", "a number must not begin with a zero before other digits"},
    Rule{"", "as dotted", "a key with dots has the name of a value or table that is there already"},
    Rule{"", "cannot redefine", "'{1}' is there twice"},
    Rule{"", "cannot insert", "'{1}' goes into a table in braces, which is closed"},
    Rule{"", "maximum nested", "lists and tables are more than 256 deep"},
    Rule{"root table", "",
         "a line must be empty or begin with a key, a [table] or a #, not with {0}"},
    Rule{"table header", "end-of-file", "the name of a table must end in ']'"},
    Rule{"table header", "expected ']'", "the name of a table must end in ']' before {0}"},
    Rule{"table header", "", "the name of a table stands in brackets, as in [name] or [[name]]"},
    Rule{"key-value pair", "expected value", "behind '=' there must be a value, not {0}"},
    Rule{"key-value pair", "end-of-file", "behind a key there must be '=' and a value"},
    Rule{"key-value pair", "", "behind a key there must be '=' and a value, not {0}"},
    Rule{"key", "", "a key has letters, digits, - and _ alone, or is in quotes"},
    Rule{"array", "end-of-file", "a list must end in ']'"},
    Rule{"array", "", "the values of a list are parted by ',' and end in ']'; here is {0}"},
    Rule{"inline table", "dangling", "a table in braces must not have a ',' in its end"},
    Rule{"inline table", "end-of-file", "a table in braces must end in '}}'"},
    Rule{"inline table", "",
         "a table in braces has KEY = VALUE on one line, parted by ','; here is {0}"},
    Rule{"string", "end-of-file", "a text must end with the quotes that it begins with"},
    Rule{"literal string", "", kText},
    Rule{"string", "unescaped", kText},
    Rule{
        "string", "unknown escape",
        "'{1}' stands for nothing in a text in \"\"; a backslash is written as '\\\\', or the text "
        "in ''"},
    Rule{"string", "", "a backslash stands for nothing here; it is written as '\\\\'"},
    Rule{"unicode scalar sequence", "",
         "a character by its number has 4 digits behind \\u, 8 behind \\U"},
    Rule{"comment", "", "a comment must have no control characters"},
    Rule{"integer", "not representable",
         "'{1}' is larger than a whole number can be; write it with a point or an exponent"},
    Rule{"floating-point", "'nan'", kValue},
    Rule{"floating-point", "'inf'", kValue},
    Rule{"floating-point", "not representable", kNumber},
    Rule{"floating-point", "could not be", kNumber},
    Rule{"", "length limit", "a number has more digits than can be read"},
    Rule{"floating-point", "saw", "a number is written as in 3, 0.5 or 1e-3; here is {0}"},
    Rule{"integer", "saw", "a number is written as in 3, 0.5 or 1e-3; here is {0}"},
    Rule{"floating-point", "", "a number is written as in 3, 0.5 or 1e-3"},
    Rule{"integer", "", "a number is written as in 3, 0.5 or 1e-3"},
    Rule{"date", "", kDate},
    Rule{"time", "", kDate},
    Rule{"offset", "", kDate},
    Rule{"", "", kValue}};

std::string_view behind(std::string_view text, std::string_view mark) {
  const auto at = text.find(mark);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + mark.size());
}

// What stands in the first quotes that are closed by the last ones.
std::string_view quoted(std::string_view text) {
  text = behind(text, "'");
  return text.substr(0, text.find_last_of('\''));
}

std::string met(std::string_view reason) {
  const std::string_view seen = behind(reason, ", saw ");
  if (seen.empty()) return "something else";
  if (seen == "comma") return "','";
  return seen == "'\\n'" || seen == "'\\r'" ? "the end of the line" : std::string(seen);
}

}  // namespace

std::string syntax_words(std::string_view description) {
  constexpr std::string_view kBegin = "Error while parsing ";
  // What is no UTF-8 is met before anything is read.
  if (!description.starts_with(kBegin)) return "the text must be UTF-8";
  description.remove_prefix(kBegin.size());
  const std::string_view reading = description.substr(0, description.find(':'));
  const std::string_view reason = behind(description, ": ");
  const auto* const rule = std::ranges::find_if(kRules, [&](const Rule& row) {
    return reading.ends_with(row.reading) && reason.find(row.reason) != std::string_view::npos;
  });
  return fmt::format(fmt::runtime(rule->words), met(reason), quoted(reason));
}

}  // namespace quflux::inline model_file
