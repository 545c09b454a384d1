// Tables as spreadsheets, MATLAB, pandas, NumPy and Fortran write them.

#include "quflux/core/two_columns.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include "quflux/core/decimal_marks.h"
#include "quflux/core/error.h"
#include "quflux/core/npy.h"
#include "quflux/core/utf8.h"

namespace quflux::inline core {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr const char* kBlanks = " \t\r\v\f";

// How files begin that are no text of one byte a letter.
struct Format {
  std::string_view start;
  const char* name;
};
constexpr std::array kOtherFormats{
    Format{"PK\x03\x04", "an archive, as .xlsx and .npz files are"},
    Format{"\x89HDF", "an HDF5 or NetCDF file"}, Format{"MATLAB 5.0", "a MAT-file"},
    Format{"\xFF\xFE", "a text in UTF-16"}, Format{"\xFE\xFF", "a text in UTF-16"}};

void require_text(std::string_view bytes, const std::string& file) {
  const auto* const other = std::ranges::find_if(
      kOtherFormats, [&](const Format& format) { return bytes.starts_with(format.start); });
  if (other == kOtherFormats.end()) return;
  throw NoAnswer(fmt::format(
      "'{}' is {}; a table must be a text of two columns in UTF-8, or an array in a .npy file",
      file, other->name));
}

constexpr char kQuotedComma = '\x1f';

// Comments go. What is in quotes is one cell: its commas separate nothing.
std::string without_comments_and_quotes(std::string_view line) {
  std::string plain;
  bool quoted = false;
  for (const char c : line.substr(0, line.find_first_of("#%"))) {
    if (c == '"') {
      quoted = !quoted;
    } else if (quoted && c == ',') {
      plain += kQuotedComma;
    } else {
      plain += quoted && c == ' ' ? '_' : c;
    }
  }
  return plain;
}

// The words between separators, none of which is empty.
std::vector<std::string> split(const std::string& line, const std::string& separators) {
  std::vector<std::string> words;
  auto begin = line.find_first_not_of(separators);
  while (begin != std::string::npos) {
    const auto end = line.find_first_of(separators, begin);
    words.push_back(line.substr(begin, end == std::string::npos ? end : end - begin));
    begin = line.find_first_not_of(separators, end);
  }
  return words;
}

bool keeps_commas_inside(const std::string& word) {
  return word.front() != ',' && word.back() != ',';
}

// Columns are separated by semicolons, tabs and blanks, and then a comma inside of one is that of a
// decimal or of thousands; or else by commas.
std::vector<std::string> cells(const std::string& line) {
  std::vector<std::string> words = split(line, kBlanks + std::string(";"));
  const bool separated = line.find(';') != std::string::npos || words.size() > 1;
  if (!separated || !std::ranges::all_of(words, keeps_commas_inside)) {
    words = split(line, kBlanks + std::string(";,"));
  }
  for (std::string& word : words) std::ranges::replace(word, kQuotedComma, ',');
  return words;
}

// What stands for a number that is not known is no name of a column.
bool is_missing(std::string_view text) {
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
  if (lower.starts_with('-') || lower.starts_with('+')) lower.erase(0, 1);
  return lower == "nan" || lower == "inf" || lower == "infinity";
}

bool is_of_numbers(const std::string& cell) { return is_like_number(cell) || is_missing(cell); }

}  // namespace

TwoColumns two_columns(std::string_view text, const std::string& file, std::string_view names) {
  if (is_npy(text)) return npy_columns(text, "'" + file + "'", names);
  require_text(text, file);
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<WrittenNumber> numbers;
  std::istringstream lines{std::string(text)};
  // Macs once ended lines with CR alone.
  const char end = text.find('\n') == std::string_view::npos ? '\r' : '\n';
  std::string line;
  for (int n = 1; std::getline(lines, line, end); ++n) {
    const std::vector<std::string> row = cells(without_comments_and_quotes(line));
    // Names of columns and their units come before the first row.
    if (row.empty() || (numbers.empty() && std::ranges::none_of(row, is_of_numbers))) continue;
    if (row.size() != 2) {
      throw NoAnswer(fmt::format("{}:{}: a row must have two numbers, {}; this one has {}", file, n,
                                 names, row.size()));
    }
    for (const std::string& cell : row) numbers.push_back({cell, n});
  }
  const std::vector<std::optional<double>> values = values_of(numbers, file);
  TwoColumns columns;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!values[i]) {
      throw NoAnswer(fmt::format("{}:{}: '{}' is no number; a row must have two, {}", file,
                                 numbers[i].line, one_line(numbers[i].text.substr(0, 40)), names));
    }
    columns[i % 2].push_back(*values[i]);
  }
  return columns;
}

}  // namespace quflux::inline core
