#include "quflux/figure/gnuplot.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/wait.h>
#include <system_error>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/utf8.h"
#include "quflux/figure/gnuplot_script.h"
#include "quflux/files/atomic_file.h"

namespace quflux {

namespace {

namespace fs = std::filesystem;

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw Error("cannot start gnuplot: " + std::generic_category().message(errno));
    }
  }
  ~Pipe() {
    close(0);
    close(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  Pipe(Pipe&&) = delete;
  Pipe& operator=(Pipe&&) = delete;

  void close(std::size_t end) {
    if (ends.at(end) >= 0) ::close(ends.at(end));
    ends.at(end) = -1;
  }

  std::array<int, 2> ends = {-1, -1};
};

struct FileActions {
  FileActions() { ::posix_spawn_file_actions_init(&actions); }
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  FileActions(FileActions&&) = delete;
  FileActions& operator=(FileActions&&) = delete;

  posix_spawn_file_actions_t actions{};
};

std::string read_all(int fd) {
  std::string text;
  std::array<char, 4096> block{};
  for (;;) {
    const ssize_t count = ::read(fd, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(block.data(), static_cast<std::size_t>(count));
  }
}

// gnuplot shows the offending line, a mark below it, then says what is wrong: that is wanted.
std::string complaint(const std::string& said) {
  std::string first;
  for (std::size_t start = 0; start < said.size();) {
    const std::size_t end = std::min(said.find('\n', start), said.size());
    std::string line = one_line(said.substr(start, end - start));
    start = end + 1;
    if (line.find_first_not_of(" ^") == std::string::npos) continue;
    if (first.empty()) first = line;
    const bool names_place = line.find(" line ") != std::string::npos;
    if (names_place && line.find("warning:") == std::string::npos) return line;
  }
  return first.empty() ? "it says nothing" : first;
}

void run_gnuplot(const std::string& script, const fs::path& directory) {
  Pipe errors;
  FileActions files;
  ::posix_spawn_file_actions_addopen(&files.actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&files.actions, 1, "/dev/null", O_WRONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files.actions, errors.ends[1], 2);
  ::posix_spawn_file_actions_addchdir_np(&files.actions, directory.c_str());

  std::string program = "gnuplot";
  std::string defaults = "-d";  // The user's own settings must not change the figure.
  std::string name = script;
  const std::array<char*, 4> arguments = {program.data(), defaults.data(), name.data(), nullptr};
  pid_t child = 0;
  const int error =
      ::posix_spawnp(&child, program.c_str(), &files.actions, nullptr, arguments.data(), environ);
  if (error == ENOENT) {
    throw Error("cannot draw the figures: gnuplot is not on the PATH (Debian: gnuplot-nox)");
  }
  if (error != 0) {
    throw Error("cannot start gnuplot: " + std::generic_category().message(error));
  }
  errors.close(1);
  const std::string said = read_all(errors.ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFSIGNALED(status)) {
    throw Error(fmt::format("gnuplot was stopped by signal {} in '{}'", WTERMSIG(status), script));
  }
  if (WEXITSTATUS(status) != 0) {
    throw Error(fmt::format("gnuplot failed on '{}': {}", script, complaint(said)));
  }
}

// gnuplot does not look whether its writes succeed.
void require_complete(const fs::path& file, std::string_view ending, const fs::path& target) {
  std::string tail;
  std::error_code error;
  if (fs::exists(file, error)) tail = read_file(file);
  const std::size_t found = tail.rfind(ending);
  // Both formats close with a known mark and at most a few bytes after it.
  if (found == std::string::npos || tail.size() - found > ending.size() + 8) {
    throw Error(fmt::format("cannot write '{}': gnuplot left it incomplete (is the disk full?)",
                            one_line(target.string())));
  }
}

}  // namespace

void write_figure(const Figure& figure, const fs::path& directory) {
  const std::string text = to_gnuplot(figure);
  const TemporaryDirectory work(directory);
  const std::string script = figure.name + ".gp";
  const std::string png = figure.name + ".png";
  const std::string svg = figure.name + ".svg";
  write_file(work.path() / script, text, directory / script);
  run_gnuplot(script, work.path());
  require_complete(work.path() / png, "IEND", directory / png);
  require_complete(work.path() / svg, "</svg>", directory / svg);
  for (const std::string& name : {script, png, svg}) {
    move_into_place(work.path() / name, directory / name);
  }
}

}  // namespace quflux
