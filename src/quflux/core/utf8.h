#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace quflux::inline core {

/// The code point that starts at `text[position]`; `position` moves behind it. A byte that is not
/// UTF-8 counts as one code point, U+FFFD.
char32_t next_code_point(std::string_view text, std::size_t& position);

/// Whether the whole text is well-formed UTF-8.
bool is_utf8(std::string_view text);

/// Columns the text takes in a terminal: none for combining marks, two for East Asian wide ones.
std::size_t display_width(std::string_view text);

/// The text on one line: control characters become spaces, stray bytes U+FFFD.
std::string one_line(std::string_view text);

}  // namespace quflux::inline core
