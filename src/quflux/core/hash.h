#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace quflux::inline core {

/// A checksum of bytes, chained by `before`. Each step is a bijection of the state, so that what
/// differs in a single word of eight bytes always has another one. Four states take turns: the
/// steps of one wait for each other.
inline std::uint64_t checksum(std::string_view bytes, std::uint64_t before = 0) {
  constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15U;  // 2^64 over the golden ratio
  const auto step = [](std::uint64_t state, std::uint64_t word) {
    state = (state ^ word) * kOdd;
    return state ^ (state >> 32U);
  };
  std::array<std::uint64_t, 4> states{before, 1, 2, 3};
  std::array<std::uint64_t, 4> words{};
  std::uint64_t state = bytes.size();
  for (; bytes.size() >= sizeof words; bytes.remove_prefix(sizeof words)) {
    std::memcpy(words.data(), bytes.data(), sizeof words);
    for (std::size_t k = 0; k < words.size(); ++k) states[k] = step(states[k], words[k]);
  }
  words = {};
  // copy() may be given no bytes at all, memcpy() not.
  bytes.copy(reinterpret_cast<char*>(words.data()), bytes.size());
  for (std::size_t k = 0; k < words.size(); ++k) state = step(state, step(states[k], words[k]));
  return state;
}

}  // namespace quflux::inline core
