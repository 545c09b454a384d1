#include "quflux/core/shortened.h"

#include <gtest/gtest.h>

#include "quflux/core/utf8.h"

namespace quflux::inline core {
namespace {

TEST(Shortened, LeavesOutTheMiddleOfWhatIsLong) {
  const std::string some(2000, 'x');
  EXPECT_EQ(shortened(some), some);
  const std::string given = "'a" + std::string(30000, '.') + "' is no key; it must be one";
  const std::string text = shortened(given);
  EXPECT_LT(text.size(), 1600U);
  EXPECT_TRUE(text.starts_with("'a..."));
  EXPECT_TRUE(text.ends_with("' is no key; it must be one"));
  EXPECT_NE(text.find(" ... (28529 bytes left out) ... "), std::string::npos);
}

TEST(Shortened, CutsNoCodePoint) {
  for (const char* first : {"", "a", "ab", "abc"}) {
    std::string given = first;
    for (int i = 0; i < 2000; ++i) given += "\u20ac";  // three bytes
    EXPECT_TRUE(is_utf8(shortened(given)));
  }
  EXPECT_LT(shortened(std::string(5000, '\x80')).size(), 2000U);  // stray bytes
}

}  // namespace
}  // namespace quflux::inline core
