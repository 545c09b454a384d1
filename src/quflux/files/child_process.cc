#include "quflux/files/child_process.h"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/wait.h>
#include <system_error>

#include <fmt/core.h>

namespace quflux::inline files {

namespace {

constexpr int kNotStarted = 127;  // as shells have it
constexpr int kSignalled = 128;

struct Pipe {
  Pipe() {
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
      throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
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

std::vector<std::string> environment_with(
    const std::vector<std::pair<std::string, std::string>>& variables) {
  std::vector<std::string> result;
  result.reserve(variables.size());
  for (const auto& [name, value] : variables) result.push_back(fmt::format("{}={}", name, value));
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const bool replaced = std::ranges::any_of(
        variables, [&](const auto& variable) { return text.starts_with(variable.first + "="); });
    if (!replaced) result.push_back(text);
  }
  return result;
}

// As exec wants it; points into `texts`.
std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  result.reserve(texts.size() + 1);
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

ChildEnd run_program(const std::vector<std::string>& command,
                     const std::vector<std::pair<std::string, std::string>>& variables) {
  Pipe output;
  FileActions files;
  ::posix_spawn_file_actions_addopen(&files.actions, 0, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&files.actions, output.ends[1], 1);
  ::posix_spawn_file_actions_adddup2(&files.actions, output.ends[1], 2);
  std::vector<std::string> arguments = command;
  std::vector<std::string> environment = environment_with(variables);
  pid_t child = 0;
  const int error = ::posix_spawnp(&child, command.front().c_str(), &files.actions, nullptr,
                                   pointers(arguments).data(), pointers(environment).data());
  if (error != 0) return {kNotStarted, std::generic_category().message(error)};
  output.close(1);
  std::string said = read_all(output.ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return {WIFSIGNALED(status) ? kSignalled + WTERMSIG(status) : WEXITSTATUS(status),
          std::move(said)};
}

}  // namespace quflux::inline files
