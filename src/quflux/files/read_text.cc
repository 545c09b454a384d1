#include "quflux/files/read_text.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>

#include "quflux/core/error.h"

namespace quflux::inline files {

std::string read_text(const std::filesystem::path& path) {
  constexpr std::uintmax_t kLargest = std::uintmax_t{16} << 20U;
  std::ifstream stream(path, std::ios::binary);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored) || !stream) {
    throw Error(fmt::format("cannot read '{}'; it must be a file that exists", path.string()));
  }
  if (const auto size = std::filesystem::file_size(path); size > kLargest) {
    throw Error(fmt::format("'{}' has {} bytes; a model file or a table has at most {}",
                            path.string(), size, kLargest));
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace quflux::inline files
