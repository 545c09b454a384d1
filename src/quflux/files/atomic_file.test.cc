#include "quflux/files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <sys/stat.h>

#include <fmt/core.h>

#include "quflux/core/testing.h"

namespace quflux::inline files {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::StartsWith;
namespace fs = std::filesystem;

TEST(WriteFile, WritesAndReplaces) {
  const TestDirectory dir;
  write_file(dir.path / "a", "one");
  EXPECT_EQ(read_file(dir.path / "a"), "one");
  write_file(dir.path / "a", "a longer one");
  EXPECT_EQ(read_file(dir.path / "a"), "a longer one");
  write_file(dir.path / "a", "");
  EXPECT_EQ(read_file(dir.path / "a"), "");
  EXPECT_THAT(dir.content(), ElementsAre("a"));
}

TEST(WriteFile, KeepsTheFormerFileWhenTheDiskIsFull) {
  const TestDirectory dir;
  write_file(dir.path / "a", "former");
  std::string message;
  {
    const FileSizeLimit limit(1000);
    message = error_of([&] { write_file(dir.path / "a", std::string(5000, 'x')); });
  }
  EXPECT_EQ(message, fmt::format("cannot write '{}': File too large", (dir.path / "a").string()));
  EXPECT_EQ(read_file(dir.path / "a"), "former");
  EXPECT_THAT(dir.content(), ElementsAre("a"));
}

TEST(WriteFile, LeavesNothingOnAFullDisk) {
  const TestDirectory dir;
  {
    const FileSizeLimit limit(1000);
    error_of([&] { write_file(dir.path / "a", std::string(5000, 'x')); });
  }
  EXPECT_THAT(dir.content(), IsEmpty());
}

// A process that does not exist: ids end at 4194304.
TEST(WriteFile, RemovesWhatKilledProcessesLeft) {
  const TestDirectory dir;
  std::array<char, 256> host{};
  ASSERT_EQ(::gethostname(host.data(), host.size() - 1), 0);
  const std::string dead = fmt::format(".quflux-{}-99999999-0.tmp", host.data());
  const std::string alive = fmt::format(".quflux-{}-{}-99.tmp", host.data(), ::getpid());
  const std::string elsewhere = ".quflux-another.host-99999999-0.tmp";
  for (const std::string& name : {dead, alive, elsewhere}) write_file(dir.path / name, "x");
  write_file(dir.path / "a", "x");
  EXPECT_FALSE(fs::exists(dir.path / dead));
  EXPECT_TRUE(fs::exists(dir.path / alive));
  EXPECT_TRUE(fs::exists(dir.path / elsewhere));
}

TEST(WriteFile, WritesDevicesDirectly) {
  EXPECT_EQ(error_of([] { write_file("/dev/full", "x"); }),
            "cannot write '/dev/full': No space left on device");
  write_file("/dev/null", "x");
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST(WriteFile, NamesThePathAndTheReason) {
  const TestDirectory dir;
  write_file(dir.path / "file", "x");
  const std::string below = (dir.path / "file" / "a.nc").string();
  EXPECT_EQ(error_of([&] { write_file(below, "x"); }),
            fmt::format("cannot write '{}': Not a directory", below));
  EXPECT_THAT(
      error_of([&] { write_file(dir.path / "none" / "a", "x"); }),
      EndsWith("none/a': the folder '" + (dir.path / "none").string() + "' does not exist"));
  EXPECT_THAT(error_of([&] { write_file(dir.path, "x"); }), EndsWith("Is a directory"));
  EXPECT_THAT(error_of([] { write_file("/proc/a.nc", "x"); }),
              StartsWith("cannot write '/proc/a.nc': "));
  EXPECT_THAT(error_of([&] { write_file(dir.path / std::string(300, 'n'), "x"); }),
              EndsWith("File name too long"));
  error_of([&] { write_file(dir.path / "new\nline" / "a", "x"); });
  EXPECT_THAT(dir.content(), ElementsAre("file"));
}

TEST(WriteFile, TakesTheLongestNameTheSystemAllows) {
  const TestDirectory dir;
  const std::string name(255, 'n');
  write_file(dir.path / name, "x");
  EXPECT_THAT(dir.content(), ElementsAre(name));
}

TEST(WriteFile, FollowsLinks) {
  const TestDirectory dir;
  fs::create_directory(dir.path / "sub");
  fs::create_symlink("sub/real", dir.path / "link");
  write_file(dir.path / "link", "one");
  EXPECT_TRUE(fs::is_symlink(dir.path / "link"));
  EXPECT_EQ(read_file(dir.path / "sub" / "real"), "one");

  fs::create_symlink("loop", dir.path / "loop");
  EXPECT_THAT(error_of([&] { write_file(dir.path / "loop", "x"); }),
              EndsWith("Too many levels of symbolic links"));
}

TEST(WriteFile, KeepsThePermissionsOfTheFormerFile) {
  const TestDirectory dir;
  write_file(dir.path / "a", "x");
  fs::permissions(dir.path / "a", fs::perms::owner_read | fs::perms::owner_write);
  write_file(dir.path / "a", "y");
  EXPECT_EQ(fs::status(dir.path / "a").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
}

TEST(ReadFile, NamesThePathAndTheReason) {
  EXPECT_EQ(error_of([] { read_file("/none"); }), "cannot read '/none': No such file or directory");
  EXPECT_EQ(error_of([] { read_file("/proc"); }), "cannot read '/proc': Is a directory");
}

TEST(RequireWritable, MakesNothingAndNamesThePlace) {
  const TestDirectory dir;
  write_file(dir.path / "file", "x");
  require_writable(dir.path / "file");
  require_writable(dir.path / "new");
  EXPECT_THAT(
      error_of([&] { require_writable(dir.path / "none" / "a"); }),
      EndsWith("none/a': the folder '" + (dir.path / "none").string() + "' does not exist"));
  EXPECT_THAT(error_of([&] { require_writable(dir.path / "file" / "a"); }),
              EndsWith("file/a': Not a directory"));
  EXPECT_THAT(error_of([] { require_writable(""); }),
              EndsWith("cannot write '': No such file or directory"));
  EXPECT_THAT(dir.content(), ElementsAre("file"));
}

TEST(EnsureDirectory, CreatesParentsAndAcceptsWhatIsThere) {
  const TestDirectory dir;
  ensure_directory(dir.path / "a" / "b");
  ensure_directory(dir.path / "a" / "b");
  ensure_directory(dir.path / "c" / "");
  EXPECT_TRUE(fs::is_directory(dir.path / "a" / "b"));
  EXPECT_THAT(dir.content(), ElementsAre("a", "c"));
}

TEST(EnsureDirectory, NamesThePathAndTheReason) {
  const TestDirectory dir;
  write_file(dir.path / "file", "x");
  for (const fs::path& path : {dir.path / "file", dir.path / "file" / "below"}) {
    EXPECT_EQ(error_of([&] { ensure_directory(path); }),
              fmt::format("cannot create the directory '{}': Not a directory", path.string()));
  }
  EXPECT_THAT(error_of([] { ensure_directory("/proc/quflux"); }),
              StartsWith("cannot create the directory '/proc/quflux': "));
  EXPECT_THAT(error_of([] { ensure_directory(""); }), StartsWith("cannot create the directory ''"));
}

TEST(TemporaryDirectory, VanishesWithItsContent) {
  const TestDirectory dir;
  {
    const TemporaryDirectory work(dir.path);
    fs::create_directory(work.path() / "sub");
    write_file(work.path() / "sub" / "a", "x");
    EXPECT_EQ(work.path().parent_path(), dir.path);
  }
  EXPECT_THAT(dir.content(), IsEmpty());
  EXPECT_THAT(error_of([&] { const TemporaryDirectory work(dir.path / "none"); }),
              EndsWith("none': No such file or directory"));
}

}  // namespace
}  // namespace quflux::inline files
