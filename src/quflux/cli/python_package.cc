#include "quflux/cli/python_package.h"

#include <cstdlib>
#include <filesystem>
#include <utility>

#include <fmt/core.h>

#include "quflux/core/version.h"
#include "quflux/files/python.h"

namespace quflux::inline cli {

namespace {

namespace fs = std::filesystem;

// Settings that a user has for Matplotlib do not change figures of quflux.
std::vector<std::pair<std::string, std::string>> variables() {
  std::vector<std::pair<std::string, std::string>> result{{"MPLBACKEND", "Agg"}};
  const char* cache = std::getenv("XDG_CACHE_HOME");
  const char* home = std::getenv("HOME");
  const fs::path caches = cache != nullptr  ? fs::path(cache)
                          : home != nullptr ? fs::path(home) / ".cache"
                                            : fs::path();
  if (!caches.empty()) result.emplace_back("MPLCONFIGDIR", caches / "quflux" / "matplotlib");
  return result;
}

}  // namespace

PythonModule::PythonModule(std::string name, const std::string& purpose) : name_(std::move(name)) {
  const std::string speaker = name_ + ": ";  // begins the lines of the package
  std::string reasons;
  std::string mismatch;
  for (const std::string& python : pythons()) {
    const ChildEnd end = run_in(python, {});
    if (end.status == 0) {
      python_ = python;
      return;
    }
    const std::string said = last_line(end.said);
    // A package of another version: a later Python may have this one.
    if (said.starts_with(speaker)) mismatch = said.substr(speaker.size());
    reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", python, reason_of(end.said));
  }
  if (!mismatch.empty()) {
    throw CannotDraw(fmt::format("{}: {}", purpose.substr(0, purpose.find(' ')), mismatch));
  }
  throw CannotDraw(
      fmt::format("{} with the Python package of quflux {}; install it (pip install . in "
                  "the source of quflux) and name its Python in QUFLUX_PYTHON ({})",
                  purpose, kVersion, reasons));
}

ChildEnd PythonModule::run(const std::vector<std::string>& arguments) const {
  return run_in(python_, arguments);
}

std::string PythonModule::reason(const ChildEnd& end) const {
  const std::string line = last_line(end.said);
  const std::string speaker = name_ + ": ";
  return line.starts_with(speaker) ? line.substr(speaker.size()) : line;
}

ChildEnd PythonModule::run_in(const std::string& python,
                              const std::vector<std::string>& arguments) const {
  // -P: modules in the folder at hand are not the package.
  std::vector<std::string> command{python, "-P", "-m", name_, "--version-of-caller", kVersion};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return run_program(command, variables());
}

}  // namespace quflux::inline cli
