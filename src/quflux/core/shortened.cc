#include "quflux/core/shortened.h"

#include <fmt/core.h>

namespace quflux::inline core {

namespace {

constexpr std::size_t kLongestShown = 2000;  // bytes
constexpr std::size_t kBeginning = 900;
constexpr std::size_t kEnd = 600;

// The first place from `at` on at which no code point is cut.
std::size_t between_code_points(std::string_view text, std::size_t at) {
  constexpr std::size_t kMost = 3;  // bytes of a code point that follow the first one
  for (std::size_t k = 0; k < kMost && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U; ++k)
    ++at;
  return at;
}

}  // namespace

std::string shortened(std::string_view text) {
  if (text.size() <= kLongestShown) return std::string(text);
  const std::size_t begin = between_code_points(text, kBeginning);
  const std::size_t end = between_code_points(text, text.size() - kEnd);
  return fmt::format("{} ... ({} bytes left out) ... {}", text.substr(0, begin), end - begin,
                     text.substr(end));
}

}  // namespace quflux::inline core
