#include "quflux/cli/embedded_files.h"

#include <algorithm>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/nearest.h"
#include "quflux/files/atomic_file.h"

namespace quflux::inline cli {

std::string EmbeddedFile::stem() const { return std::filesystem::path(name).stem(); }

std::string_view EmbeddedFile::title() const {
  constexpr std::string_view kKey = "\ntitle = \"";
  const auto key = content.find(kKey);
  if (key == std::string_view::npos) return {};
  const std::string_view rest = content.substr(key + kKey.size());
  return rest.substr(0, rest.find('"'));
}

std::vector<std::string> stems(std::span<const EmbeddedFile> files) {
  std::vector<std::string> result;
  for (const EmbeddedFile& file : files) result.push_back(file.stem());
  return result;
}

const EmbeddedFile& find_file(std::span<const EmbeddedFile> files, const std::string& stem,
                              std::string_view kind) {
  const auto found = std::ranges::find(files, stem, &EmbeddedFile::stem);
  if (found == files.end()) {
    throw Error(fmt::format("there is no {} '{}'{}", kind, stem, did_you_mean(stem, stems(files))));
  }
  return *found;
}

void require_absent(const std::filesystem::path& out) {
  if (!std::filesystem::exists(out)) return;
  throw Error(fmt::format("'{}' exists already; choose another place with -o", out.string()));
}

void write_copy(const EmbeddedFile& file, const std::filesystem::path& out) {
  require_absent(out);
  write_file(out, file.content);
}

std::string titles(std::span<const EmbeddedFile> files) {
  std::size_t width = 0;
  for (const EmbeddedFile& file : files) width = std::max(width, file.stem().size());
  std::string text;
  for (const EmbeddedFile& file : files) {
    text += fmt::format("  {:<{}}  {}\n", file.stem(), width, file.title());
  }
  return text;
}

}  // namespace quflux::inline cli
