#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace quflux::inline core {

/// A checksum of bytes, chained by `before`. Each step is a bijection of the state, so that what
/// differs in a single word of eight bytes always has another one.
inline std::uint64_t checksum(std::string_view bytes, std::uint64_t before = 0) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio
  const auto step = [](std::uint64_t state, std::uint64_t word) {
    state = (state ^ word) * kOdd;
    return state ^ (state >> 32U);
  };
  std::uint64_t state = step(before, bytes.size());
  while (bytes.size() >= sizeof(std::uint64_t)) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), sizeof word);
    state = step(state, word);
    bytes.remove_prefix(sizeof word);
  }
  std::uint64_t rest = 0;
  std::memcpy(&rest, bytes.data(), bytes.size());
  return step(state, rest);
}

}  // namespace quflux::inline core
