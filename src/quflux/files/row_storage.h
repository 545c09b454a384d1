#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct sqlite3;

namespace quflux::inline files {

/// What is kept of unfinished work: an SQLite file beside the result that is to be, of rows of
/// bytes with a checksum each. What was kept outlives the end of the program at any moment. One
/// process at a time has it open.
class RowStorage {
 public:
  /// "x.nc.unfinished" for "x.nc".
  static std::filesystem::path beside(const std::filesystem::path& result);

  /// Opens it for the work with this fingerprint, or makes it. Throws Error when it is that of
  /// other work, damaged, in use or cannot be written.
  RowStorage(const std::filesystem::path& path, const std::string& fingerprint);

  /// Removes a file that was left. Throws Error when another process has it open.
  static void remove(const std::filesystem::path& path);

  /// Removes this one's file.
  void remove();

  /// A run of the work, [first, last), no two of which begin at the same number.
  struct Row {
    std::uint64_t first;
    std::uint64_t last;
    std::string bytes;
  };

  /// Keeps rows that are asked for one after the other: all of them are on disk when this returns,
  /// or none. Throws Error.
  void keep(std::size_t count, const std::function<Row(std::size_t)>& row);

  /// Calls `take(first, last, bytes)` for the rows that begin in [begin, end), in their order;
  /// those with another checksum count as not kept. Throws Error.
  void read(std::uint64_t begin, std::uint64_t end,
            const std::function<void(std::uint64_t, std::uint64_t, std::string_view)>& take) const;

 private:
  struct Close {
    void operator()(sqlite3* database) const;
  };

  std::filesystem::path path_;
  std::string shown_;
  std::string fingerprint_;
  std::unique_ptr<sqlite3, Close> database_;
};

/// A storage, as its constructor opens it, that was left by work that is to be resumed. What is not
/// to be resumed is removed. Throws Error as RowStorage does.
template <class Storage>
std::optional<Storage> left_behind(const std::filesystem::path& path,
                                   const std::string& fingerprint, bool resume) {
  std::optional<Storage> storage;
  if (!resume) {
    RowStorage::remove(path);
  } else if (std::filesystem::exists(path)) {
    storage.emplace(path, fingerprint);
  }
  return storage;
}

}  // namespace quflux::inline files
