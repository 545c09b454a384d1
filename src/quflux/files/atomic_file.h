#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace quflux::inline files {

/// Creates the directory and its parents where they are missing. Throws Error when `path` is not
/// a directory in the end, or when no file can be created in it.
void ensure_directory(const std::filesystem::path& path);

/// Throws Error, with the system's reason, when a file of that name could not be written: long work
/// asks before it begins.
void require_writable(const std::filesystem::path& path);

/// Writes the whole file or nothing: `path` keeps its former content until every byte of the new
/// one has reached the disk. A symbolic link is followed; what is no regular file (a device, a
/// pipe) is written directly. Throws Error with the system's reason, and leaves nothing behind.
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// The content of a file. Throws Error with the system's reason.
std::string read_file(const std::filesystem::path& path);

/// A directory for the intermediate files of another program, removed with all its content when
/// this object goes.
class TemporaryDirectory {
 public:
  /// Creates it inside `parent`. Throws Error.
  explicit TemporaryDirectory(const std::filesystem::path& parent);
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  TemporaryDirectory(TemporaryDirectory&&) = delete;
  TemporaryDirectory& operator=(TemporaryDirectory&&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace quflux::inline files
