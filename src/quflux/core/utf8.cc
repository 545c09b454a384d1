#include "quflux/core/utf8.h"

#include <algorithm>
#include <array>
#include <utility>

namespace quflux::inline core {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

using Range = std::pair<char32_t, char32_t>;

template <std::size_t N>
bool in_any(char32_t c, const std::array<Range, N>& ranges) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const Range& r) { return c >= r.first && c <= r.second; });
}

bool is_combining(char32_t c) {
  constexpr std::array<Range, 6> kRanges = {{{0x0300, 0x036F},
                                             {0x1AB0, 0x1AFF},
                                             {0x1DC0, 0x1DFF},
                                             {0x200B, 0x200F},
                                             {0x20D0, 0x20FF},
                                             {0xFE00, 0xFE0F}}};
  return in_any(c, kRanges);
}

bool is_wide(char32_t c) {
  constexpr std::array<Range, 8> kRanges = {{{0x1100, 0x115F},
                                             {0x2E80, 0x303E},
                                             {0x3041, 0xA4CF},
                                             {0xAC00, 0xD7A3},
                                             {0xF900, 0xFAFF},
                                             {0xFE30, 0xFE6F},
                                             {0xFF00, 0xFF60},
                                             {0x1F300, 0x1FAFF}}};
  return in_any(c, kRanges);
}

bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029;
}

// Bytes of the sequence that `lead` opens, or zero where no sequence may open with it.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// The code point at `position` and its length in bytes; length zero where there is none.
std::pair<char32_t, std::size_t> decode(std::string_view text, std::size_t position) {
  const auto lead = static_cast<unsigned char>(text[position]);
  const std::size_t length = sequence_length(lead);
  if (length == 0 || length > text.size() - position) return {kReplacement, 0};
  if (length == 1) return {lead, 1};
  char32_t c = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[position + i]);
    if ((byte & 0xC0U) != 0x80U) return {kReplacement, 0};
    c = (c << 6U) | (byte & 0x3FU);
  }
  const bool overlong = (length == 3 && c < 0x800) || (length == 4 && c < 0x10000);
  const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
  if (overlong || surrogate || c > 0x10FFFF) return {kReplacement, 0};
  return {c, length};
}

}  // namespace

char32_t next_code_point(std::string_view text, std::size_t& position) {
  const auto [c, length] = decode(text, position);
  position += std::max<std::size_t>(length, 1);
  return c;
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t length = decode(text, i).second;
    if (length == 0) return false;
    i += length;
  }
  return true;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    if (is_control(c) || is_combining(c)) continue;
    width += is_wide(c) ? 2 : 1;
  }
  return width;
}

std::string one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto [c, length] = decode(text, i);
    if (length == 0) {
      line += "\uFFFD";
    } else if (is_control(c)) {
      line += ' ';
    } else {
      line += text.substr(i, length);
    }
    i += std::max<std::size_t>(length, 1);
  }
  return line;
}

}  // namespace quflux::inline core
