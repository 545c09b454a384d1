#include "quflux/files/python.h"

#include <cstdlib>
#include <filesystem>

namespace quflux::inline files {

namespace fs = std::filesystem;

std::vector<std::string> pythons() {
  std::vector<std::string> candidates;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (const char* name : {"python3", "python"}) {
    const fs::path beside = program.parent_path() / name;
    if (!program.empty() && fs::is_regular_file(beside, error)) candidates.push_back(beside);
  }
  if (const char* chosen = std::getenv("QUFLUX_PYTHON"); chosen != nullptr && *chosen != '\0') {
    candidates.emplace_back(chosen);
  }
  for (const char* name : {"python3", "python"}) candidates.emplace_back(name);
  return candidates;
}

std::string last_line(std::string said) {
  while (!said.empty() && said.back() == '\n') said.pop_back();
  const auto start = said.rfind('\n');
  if (said.empty()) return "it says nothing";
  return start == std::string::npos ? said : said.substr(start + 1);
}

std::string reason_of(const std::string& said) {
  const std::string line = last_line(said);
  const auto start = line.find("No module named");
  return start == std::string::npos ? line : line.substr(start, line.find(')', start) - start);
}

}  // namespace quflux::inline files
