#include "quflux/files/read_text.h"

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <system_error>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/numerics/memory.h"

namespace quflux::inline files {

std::string read_text(const std::filesystem::path& path) {
  constexpr std::uintmax_t kLargestText = std::uintmax_t{16} << 20U;
  constexpr std::uintmax_t kLargestMatrix = std::uintmax_t{1025} << 20U;  // of 8192 dimensions
  constexpr double kCopies = 5;  // the bytes, and complex numbers of four bytes each
  constexpr std::uintmax_t kWeighed = std::uintmax_t{16} << 20U;
  const bool matrix = path.extension() == ".npy";
  const std::uintmax_t largest = matrix ? kLargestMatrix : kLargestText;
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(path, ignored)) {
    throw Error(fmt::format("cannot read '{}'; it must be a file that exists", path.string()));
  }
  const auto refuse = [&] {
    throw Error(
        fmt::format("cannot read '{}': {}", path.string(), std::generic_category().message(errno)));
  };
  std::ifstream stream(path, std::ios::binary);
  if (!stream) refuse();
  if (const auto size = std::filesystem::file_size(path); size > largest) {
    throw Error(fmt::format("'{}' has {} bytes; {} has at most {}", path.string(), size,
                            matrix ? "a .npy" : "a model file or a table", largest));
  } else if (size > kWeighed) {
    const std::string lacking = lacking_memory(kCopies * static_cast<double>(size));
    if (!lacking.empty()) throw Error(fmt::format("'{}' takes {}", path.string(), lacking));
  }
  // Files of the system say that they have no bytes, and may have any number of them, or none that
  // can be read.
  std::string bytes;
  std::vector<char> block(std::size_t{1} << 20U);
  do {
    errno = 0;
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    if (stream.bad()) refuse();
    bytes.append(block.data(), static_cast<std::size_t>(stream.gcount()));
    if (bytes.size() > largest) {
      throw Error(fmt::format("'{}' has more than {} bytes; {} has at most that", path.string(),
                              largest, matrix ? "a .npy" : "a model file or a table"));
    }
  } while (stream);
  return bytes;
}

}  // namespace quflux::inline files
