#include "quflux/core/utf8.h"

#include <gtest/gtest.h>

namespace quflux::inline core {
namespace {

TEST(Utf8, WellFormed) {
  for (const char* text : {"", "abc", "Ω−γ", "日本", "😀", "\uD7FF\uE000"}) {
    EXPECT_TRUE(is_utf8(text)) << text;
  }
  for (const char* text : {"\x80", "\xC0\x80", "\xC3", "\xE2\x82", "\xED\xA0\x80",
                           "\xF4\x90\x80\x80", "\xE0\x80\x80", "\xFF", "a\xC3z"}) {
    EXPECT_FALSE(is_utf8(text));
  }
}

TEST(Utf8, DisplayWidth) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("Ω−γ"), 3U);
  EXPECT_EQ(display_width("日本"), 4U);
  EXPECT_EQ(display_width("e\u0301"), 1U);
  EXPECT_EQ(display_width("a\xFF"), 2U);
}

TEST(Utf8, OneLine) {
  EXPECT_EQ(one_line("a\nb\tc\x7F\u2028Ω"), "a b c  Ω");
  EXPECT_EQ(one_line("a\xFFz"), "a\uFFFDz");
}

}  // namespace
}  // namespace quflux::inline core
