#include "quflux/files/read_text.h"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <system_error>

#include "quflux/core/error.h"
#include "quflux/numerics/memory.h"

namespace quflux::inline files {

std::string read_text(const std::filesystem::path& path) {
  constexpr std::uintmax_t kLargestText = std::uintmax_t{16} << 20U;
  constexpr std::uintmax_t kLargestMatrix = std::uintmax_t{1025} << 20U;  // of 8192 dimensions
  constexpr double kCopies = 5;  // the bytes, and complex numbers of four bytes each
  const bool matrix = path.extension() == ".npy";
  const std::uintmax_t largest = matrix ? kLargestMatrix : kLargestText;
  std::ifstream stream(path, std::ios::binary);
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored) || !stream) {
    throw Error(fmt::format("cannot read '{}'; it must be a file that exists", path.string()));
  }
  if (const auto size = std::filesystem::file_size(path); size > largest) {
    throw Error(fmt::format("'{}' has {} bytes; {} has at most {}", path.string(), size,
                            matrix ? "a .npy" : "a model file or a table", largest));
  } else if (const auto available = available_memory();
             available && kCopies * static_cast<double>(size) > *available) {
    throw Error(fmt::format("'{}' has {} bytes, and {:.0f} of memory are available", path.string(),
                            size, *available));
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace quflux::inline files
