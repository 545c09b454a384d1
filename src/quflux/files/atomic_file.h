#pragma once

#include <cstdint>
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

/// A new file, empty at first, that takes the place of `target` when it is whole. It is beside it
/// under a name of its own, and goes with this object when it was not put in place. What killed
/// processes left under such names is removed.
class Replacement {
 public:
  /// A symbolic link is followed. Throws Error, with the system's reason, when the file cannot be
  /// written.
  explicit Replacement(const std::filesystem::path& target);
  ~Replacement();
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;
  Replacement(Replacement&&) = delete;
  Replacement& operator=(Replacement&&) = delete;

  /// Sees to it that so many bytes from its beginning on fit onto the disk, for writers that do not
  /// stand a full one. Throws Error.
  void reserve(std::uintmax_t bytes) const;

  /// Where its bytes go.
  const std::filesystem::path& path() const { return temporary_; }

  /// Adds bytes behind those that are there. Throws Error.
  void append(std::string_view bytes) const;

  /// Puts it in place once every byte has reached the disk; what is no regular file (a device, a
  /// pipe) gets its bytes. Throws Error.
  void commit();

 private:
  std::filesystem::path asked_;
  std::filesystem::path target_;
  std::filesystem::path temporary_;
};

/// Removes a file, if there is one, and sees to it that it stays removed. Throws Error.
void remove_file(const std::filesystem::path& path);

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
