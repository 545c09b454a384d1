#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace quflux {

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

/// The same, for a file that will be moved later: errors name it `reported_as`.
void write_file(const std::filesystem::path& path, std::string_view bytes,
                const std::filesystem::path& reported_as);

/// The content of a file. Throws Error with the system's reason.
std::string read_file(const std::filesystem::path& path);

/// A file that becomes `target` on commit() and vanishes otherwise. Another program may write it:
/// path() lies in the target's directory, does not exist at first, and belongs to this object.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::filesystem::path target);
  ~TemporaryFile();
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  TemporaryFile(TemporaryFile&&) = delete;
  TemporaryFile& operator=(TemporaryFile&&) = delete;

  const std::filesystem::path& path() const { return path_; }

  /// Brings what was written to the disk and puts it in the target's place. Throws Error.
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
};

/// A directory for the intermediate files of another program, removed with all its content when
/// this object goes.
class TemporaryDirectory {
 public:
  /// Creates it inside `parent`, so that its files can be renamed into `parent`. Throws Error.
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

/// Brings a finished file to the disk and renames it to `target`, replacing what was there.
/// Throws Error that names `target`; `file` is left in place then.
void move_into_place(const std::filesystem::path& file, const std::filesystem::path& target);

}  // namespace quflux
