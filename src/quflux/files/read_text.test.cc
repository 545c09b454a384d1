#include "quflux/files/read_text.h"

#include <filesystem>
#include <fstream>

#include "quflux/core/testing.h"

namespace quflux::inline files {
namespace {

using ::testing::HasSubstr;

TEST(ReadText, IsTheFileToTheLastByte) {
  const std::filesystem::path path = std::filesystem::path(::testing::TempDir()) / "read_text.txt";
  // Longer than what is read at once.
  const std::string text =
      std::string((std::size_t{1} << 20U) + 7, 'a') + std::string("\0\r\nb", 4);
  std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(read_text(path), text);
  std::ofstream(path, std::ios::binary) << "";
  EXPECT_EQ(read_text(path), "");
  std::filesystem::remove(path);
}

TEST(ReadText, SaysWhyAFileCannotBeRead) {
  EXPECT_EQ(error_of([] { read_text("/nowhere.toml"); }),
            "cannot read '/nowhere.toml'; it must be a file that exists");
  EXPECT_THAT(error_of([] { read_text("/"); }), HasSubstr("it must be a file that exists"));
  // It has no memory at the address 0.
  const std::filesystem::path unreadable = "/proc/self/mem";
  EXPECT_EQ(error_of([&] { read_text(unreadable); }),
            "cannot read '/proc/self/mem': Input/output error");
  EXPECT_NE(read_text("/proc/self/status"), "");
}

}  // namespace
}  // namespace quflux::inline files
