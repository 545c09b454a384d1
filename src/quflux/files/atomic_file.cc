#include "quflux/files/atomic_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <system_error>
#include <utility>

#include <climits>
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

fs::path directory_of(const fs::path& path) {
  const fs::path parent = path.parent_path();
  return parent.empty() ? fs::path(".") : parent;
}

[[noreturn]] void fail_to_write(const fs::path& path, int error) {
  std::error_code ignored;
  if (const fs::path folder = directory_of(path);
      error == ENOENT && !path.empty() && !fs::exists(folder, ignored)) {
    throw Error(fmt::format("cannot write '{}': the folder '{}' does not exist", shown(path),
                            shown(folder)));
  }
  fail_to("write", path, error);
}

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

// Of a file or a directory. Zero or the error number.
int sync_path(const fs::path& path) {
  const Descriptor file(open_file(path, O_RDONLY));
  return file.is_open() ? sync(file.get()) : errno;
}

std::string host_name() {
  std::array<char, HOST_NAME_MAX + 1> name{};
  if (::gethostname(name.data(), name.size() - 1) != 0) return "unknown";
  std::string text = name.data();
  std::ranges::replace(text, '/', '_');
  return text;
}

// ".quflux-HOST-PID-": of which process a temporary is.
std::string temporary_prefix(const std::string& host) { return ".quflux-" + host + "-"; }

// A name that no other thread and no other living process uses. It does not grow with the target's
// name, which may already be as long as the file system allows.
fs::path unused_name(const fs::path& directory) {
  static std::atomic<unsigned> counter{0};
  for (;;) {
    fs::path name = directory / fmt::format("{}{}-{}.tmp", temporary_prefix(host_name()),
                                            ::getpid(), counter++);
    struct stat status {};
    if (::lstat(name.c_str(), &status) != 0) return name;
  }
}

// Whether a name is that of a temporary of this machine whose process has ended.
bool is_left_behind(std::string_view name, const std::string& prefix) {
  if (!name.starts_with(prefix) || !name.ends_with(".tmp")) return false;
  name.remove_prefix(prefix.size());
  pid_t process = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), process);
  if (error != std::errc() || *end != '-' || process <= 0) return false;
  return ::kill(process, 0) != 0 && errno == ESRCH;
}

// What killed processes of this machine left in a directory.
void remove_left_behind(const fs::path& directory) {
  const std::string prefix = temporary_prefix(host_name());
  std::error_code ignored;
  for (fs::directory_iterator entry(directory, ignored), end; entry != end;
       entry.increment(ignored)) {
    const fs::path path = entry->path();
    if (is_left_behind(path.filename().string(), prefix)) fs::remove_all(path, ignored);
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
  std::error_code error;
  const bool replaced = !fs::exists(target, error) || S_ISREG(former.st_mode);
  if (!replaced) return;
  if (!fs::is_directory(directory, error)) fail_to_write(path, error ? error.value() : ENOTDIR);
  if (::access(directory.c_str(), W_OK | X_OK) != 0) fail_to_write(path, errno);
}

Replacement::Replacement(const fs::path& target) : asked_(target), target_(follow_links(target)) {
  struct stat former {};
  const bool exists = ::stat(target_.c_str(), &former) == 0;
  if (exists && S_ISDIR(former.st_mode)) fail_to_write(asked_, EISDIR);
  // A file that its owner protected must not be replaced behind his back.
  if (exists && ::access(target_.c_str(), W_OK) != 0) fail_to_write(asked_, errno);
  const bool is_replaced = !exists || S_ISREG(former.st_mode);
  const fs::path directory = is_replaced ? directory_of(target_) : fs::temp_directory_path();
  remove_left_behind(directory);
  fs::path name = unused_name(directory);
  const Descriptor file(open_file(name, O_WRONLY | O_CREAT | O_EXCL));
  if (!file.is_open()) fail_to_write(asked_, errno);
  temporary_ = std::move(name);
  if (exists && is_replaced && ::fchmod(file.get(), former.st_mode & 07777U) != 0) {
    const int error = errno;
    ::unlink(temporary_.c_str());
    fail_to_write(asked_, error);
  }
}

Replacement::~Replacement() {
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

void Replacement::reserve(std::uintmax_t bytes) const {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  if (bytes > limit.rlim_cur) fail_to_write(asked_, EFBIG);
  const Descriptor file(open_file(temporary_, O_WRONLY));
  if (!file.is_open()) fail_to_write(asked_, errno);
  if (::fallocate(file.get(), FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(bytes)) == 0) return;
  if (errno != EOPNOTSUPP && errno != ENOSYS) fail_to_write(asked_, errno);
  // A file system that reserves nothing tells at least what is left.
  struct stat status {};
  std::error_code error;
  const fs::space_info space = fs::space(temporary_, error);
  if (::fstat(file.get(), &status) != 0 || error) return;
  if (bytes > static_cast<std::uintmax_t>(status.st_size) + space.available) {
    fail_to_write(asked_, ENOSPC);
  }
}

void Replacement::append(std::string_view bytes) const {
  Descriptor file(open_file(temporary_, O_WRONLY | O_APPEND));
  if (!file.is_open()) fail_to_write(asked_, errno);
  int error = write_all(file.get(), bytes);
  const int close_error = file.close();
  if (error == 0) error = close_error;
  if (error != 0) fail_to_write(asked_, error);
}

void Replacement::commit() {
  struct stat former {};
  if (::stat(target_.c_str(), &former) == 0 && !S_ISREG(former.st_mode)) {
    return write_directly(asked_, read_file(temporary_));
  }
  std::error_code unneeded;  // what was reserved and not used
  fs::resize_file(temporary_, fs::file_size(temporary_, unneeded), unneeded);
  const int error = sync_path(temporary_);
  if (error != 0) fail_to_write(asked_, error);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) fail_to_write(asked_, errno);
  temporary_.clear();
  sync_path(directory_of(target_));  // so that the new name outlives a power loss, where it can
}

void remove_file(const fs::path& path) {
  if (::unlink(path.c_str()) == 0) {
    sync_path(directory_of(path));
  } else if (errno != ENOENT) {
    fail_to("remove", path, errno);
  }
}

void write_file(const fs::path& path, std::string_view bytes) {
  const fs::path target = follow_links(path);
  struct stat former {};
  if (::stat(target.c_str(), &former) == 0 && !S_ISDIR(former.st_mode) &&
      !S_ISREG(former.st_mode)) {
    return write_directly(path, bytes);
  }
  Replacement replacement(path);
  replacement.append(bytes);
  replacement.commit();
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
