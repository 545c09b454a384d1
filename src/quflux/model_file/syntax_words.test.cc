#include "quflux/model_file/syntax_words.h"

#include "quflux/core/testing.h"
#include "quflux/model_file/toml_reader.h"

namespace quflux::inline model_file {
namespace {

using testing::HasSubstr;

std::string message(const std::string& text) {
  return error_of([&] { parse_toml(text, "t"); });
}

TEST(SyntaxWords, SayWhatIsWrongAndWhatIsRight) {
  const std::vector<std::pair<std::string, std::string>> mistakes{
      {"a", "t:1:2: behind a key there must be '=' and a value"},
      {"a =\n", "t:1:4: behind '=' there must be a value, not the end of the line"},
      {"a = 1 b = 2", "there may be a comment alone, not 'b'"},
      {"a = 1\na.b = 2", "t:2:1: a key with dots has the name of a value or table"},
      {"a = 1\na = 2", "'a' is there twice"},
      {"a = {b = 1}\n[a.c]", "'a.c' goes into a table in braces, which is closed"},
      {"[a", "the name of a table must end in ']'"},
      {"[a}", "the name of a table must end in ']' before '}'"},
      {"{}", "a line must be empty or begin with a key, a [table] or a #, not with '{'"},
      {"a = [1", "a list must end in ']'"},
      {"a = [1,,2]", "the values of a list are parted by ',' and end in ']'; here is ','"},
      {"a = {b = 1,}", "a table in braces must not have a ',' in its end"},
      {"a = {b = 1", "a table in braces must end in '}'"},
      {"a = \"x", "a text must end with the quotes that it begins with"},
      {"a = \"x\nb = 1", "a text must end with its quote on its line"},
      {"a = \"\\q\"",
       "'\\q' stands for nothing in a text in \"\"; a backslash is written as '\\\\'"},
      {"a = 99999999999999999999", "'99999999999999999999' is larger than a whole number can be"},
      {"a = 1e999", "'1e999' is no number, or larger than one can be"},
      {"a = 01", "a number must not begin with a zero before other digits"},
      {"a = 1x", "a number is written as in 3, 0.5 or 1e-3; here is 'x'"},
      {"a = 1.", "a number is written as in 3, 0.5 or 1e-3"},
      {"a = nope", "a value must be a number, true, false, a list in [], a table in {} or"},
      {"a = 2026-13-01", "what begins like a date or a time must be one, as in 2026-11-30"},
      {"a = 1 # \x01", "a comment must have no control characters"},
      {"a = \xff", "the text must be UTF-8"}};
  for (const auto& [text, words] : mistakes) {
    EXPECT_THAT(message(text), HasSubstr(words)) << text;
  }
}

}  // namespace
}  // namespace quflux::inline model_file
