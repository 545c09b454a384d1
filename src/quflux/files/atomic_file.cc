#include "quflux/files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <sys/stat.h>
#include <system_error>
#include <utility>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"

namespace quflux::inline files {

namespace {

namespace fs = std::filesystem;

std::string reason(int error) { return std::generic_category().message(error); }

std::string shown(const fs::path& path) { return one_line(path.string()); }

[[noreturn]] void fail_to(const char* what, const fs::path& path, int error) {
  throw Error(fmt::format("cannot {} '{}': {}", what, shown(path), reason(error)));
}

[[noreturn]] void fail_to_write(const fs::path& path, int error) { fail_to("write", path, error); }

// Closes on the way out; close() reports what the system could only find out then.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor(Descriptor&&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return fd_; }
  bool is_open() const { return fd_ >= 0; }
  // Zero or the error number.
  int close() { return ::close(std::exchange(fd_, -1)) == 0 ? 0 : errno; }

 private:
  int fd_;
};

int open_file(const fs::path& path, int flags) {
  int fd = -1;
  do {
    fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);  // NOLINT(*-vararg)
  } while (fd < 0 && errno == EINTR);
  return fd;
}

// Zero or the error number.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

// Some file systems and all devices have no fsync; that is no failure to write.
int sync(int fd) {
  if (::fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP || errno == EROFS) return 0;
  return errno;
}

fs::path directory_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

// A name that no other thread and no other living process uses. It does not grow with the target's
// name, which may already be as long as the file system allows.
fs::path unused_name(const fs::path& directory) {
  static std::atomic<unsigned> counter{0};
  for (;;) {
    fs::path name = directory / fmt::format(".quflux-{}-{}.tmp", ::getpid(), counter++);
    struct stat status {};
    if (::lstat(name.c_str(), &status) != 0) return name;
  }
}

// Where a write to `path` ends up: renaming onto a link would replace the link.
fs::path follow_links(const fs::path& path) {
  std::error_code error;
  fs::path target = path;
  for (int hops = 0; hops < 40 && fs::is_symlink(target, error); ++hops) {
    const fs::path next = fs::read_symlink(target, error);
    if (error) fail_to_write(path, error.value());
    target = next.is_absolute() ? next : target.parent_path() / next;
  }
  if (fs::is_symlink(target, error)) fail_to_write(path, ELOOP);
  return target;
}

void write_directly(const fs::path& path, std::string_view bytes) {
  Descriptor file(open_file(path, O_WRONLY));
  if (!file.is_open()) fail_to_write(path, errno);
  int error = write_all(file.get(), bytes);
  if (error == 0) error = sync(file.get());
  if (error == 0) error = file.close();
  if (error != 0) fail_to_write(path, error);
}

}  // namespace

void ensure_directory(const fs::path& path) {
  std::error_code error;
  // The system reports a file in the way as "exists" or "is no directory", depending on its place.
  fs::create_directories(path, error);
  if (error) fail_to("create the directory", path, error.value());
  if (!fs::is_directory(path, error)) fail_to("create the directory", path, ENOTDIR);
  if (::access(path.c_str(), W_OK | X_OK) != 0) fail_to("write into the directory", path, errno);
}

void require_writable(const fs::path& path) {
  if (path.empty()) fail_to_write(path, ENOENT);
  const fs::path target = follow_links(path);
  struct stat former {};
  if (::stat(target.c_str(), &former) == 0) {
    if (S_ISDIR(former.st_mode)) fail_to_write(path, EISDIR);
    if (::access(target.c_str(), W_OK) != 0) fail_to_write(path, errno);
  }
  const fs::path directory = directory_of(target);
  const bool replaced = !fs::exists(target) || S_ISREG(former.st_mode);
  if (replaced && ::access(directory.c_str(), W_OK | X_OK) != 0) fail_to_write(path, errno);
}

void write_file(const fs::path& path, std::string_view bytes) {
  const fs::path target = follow_links(path);
  struct stat former {};
  const bool exists = ::stat(target.c_str(), &former) == 0;
  if (exists && S_ISDIR(former.st_mode)) fail_to_write(path, EISDIR);
  if (exists && !S_ISREG(former.st_mode)) {
    write_directly(path, bytes);
    return;
  }
  // A file that its owner protected must not be replaced behind his back.
  if (exists && ::access(target.c_str(), W_OK) != 0) fail_to_write(path, errno);

  const fs::path temporary = unused_name(directory_of(target));
  Descriptor file(open_file(temporary, O_WRONLY | O_CREAT | O_EXCL));
  if (!file.is_open()) fail_to_write(path, errno);
  int error = write_all(file.get(), bytes);
  if (error == 0 && exists && ::fchmod(file.get(), former.st_mode & 07777U) != 0) error = errno;
  if (error == 0) error = sync(file.get());
  const int close_error = file.close();
  if (error == 0) error = close_error;
  if (error == 0 && ::rename(temporary.c_str(), target.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    fail_to_write(path, error);
  }
}

std::string read_file(const fs::path& path) {
  const Descriptor file(open_file(path, O_RDONLY));
  if (!file.is_open()) fail_to("read", path, errno);
  std::string bytes;
  struct stat status {};
  if (::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode)) {
    bytes.reserve(static_cast<std::size_t>(status.st_size));
  }
  std::string block(std::size_t{1} << 16U, '\0');
  for (;;) {
    const ssize_t count = ::read(file.get(), block.data(), block.size());
    if (count == 0) return bytes;
    if (count < 0) {
      if (errno == EINTR) continue;
      fail_to("read", path, errno);
    }
    bytes.append(block.data(), static_cast<std::size_t>(count));
  }
}

TemporaryDirectory::TemporaryDirectory(const fs::path& parent) : path_(unused_name(parent)) {
  if (::mkdir(path_.c_str(), 0777) != 0) fail_to("write into the directory", parent, errno);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace quflux::inline files
