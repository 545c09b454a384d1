#include "quflux/core/hash.h"

#include <string>

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

TEST(Checksum, SeesEveryBit) {
  std::string text = "eleven bytes and a number more";
  const auto sum = checksum(text);
  for (char& byte : text) {
    for (int bit = 0; bit < 8; ++bit) {
      byte = static_cast<char>(byte ^ (1 << bit));
      EXPECT_NE(checksum(text), sum);
      byte = static_cast<char>(byte ^ (1 << bit));
    }
  }
  EXPECT_EQ(checksum(text), sum);
}

TEST(Checksum, SeesLengthAndOrder) {
  EXPECT_NE(checksum("a"), checksum(std::string("a\0", 2)));
  EXPECT_NE(checksum("b", checksum("a")), checksum("a", checksum("b")));
  EXPECT_NE(checksum("ab"), checksum("b", checksum("a")));
}

}  // namespace
}  // namespace quflux::inline core
