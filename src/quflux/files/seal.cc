#include "quflux/files/seal.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fmt/core.h>

#include "quflux/core/error.h"
#include "quflux/core/hash.h"
#include "quflux/core/utf8.h"

namespace quflux::inline files {

namespace {

std::string seal_text(std::uint64_t checksum) {
  return fmt::format("\nquflux checksum {:016x}\n", checksum);
}

// NetCDF files are those of HDF5, which begin so.
bool begins_as_netcdf(const std::filesystem::path& path) {
  constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";
  std::string first(kSignature.size(), '\0');
  std::ifstream(path, std::ios::binary)
      .read(first.data(), static_cast<std::streamsize>(first.size()));
  return first == kSignature;
}

// The file without its last bytes, and these.
struct Ends {
  std::uint64_t checksum;
  std::string last;
};

Ends read_ends(const std::filesystem::path& path, std::uintmax_t last) {
  constexpr std::size_t kBlock = std::size_t{1} << 20U;
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  std::error_code error;
  std::uintmax_t left = std::filesystem::file_size(path, error);
  left -= std::min(left, last);
  Ends ends{0, std::string(last, '\0')};
  for (std::string block(kBlock, '\0'); stream && left > 0; left -= block.size()) {
    block.resize(std::min<std::uintmax_t>(left, kBlock));
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    ends.checksum = checksum(block, ends.checksum);
  }
  if (!stream || error) {
    throw Error(fmt::format("cannot read '{}': {}", one_line(path.string()),
                            std::generic_category().message(error ? error.value() : errno)));
  }
  stream.read(ends.last.data(), static_cast<std::streamsize>(last));
  return ends;
}

}  // namespace

std::string seal(const std::filesystem::path& path) {
  return seal_text(read_ends(path, 0).checksum);
}

void require_sealed(const std::filesystem::path& path, const char* remedy) {
  const Ends ends = read_ends(path, seal_text(0).size());
  if (ends.last == seal_text(ends.checksum)) return;
  if (!begins_as_netcdf(path)) {
    throw Error(fmt::format("'{}' is not a NetCDF file", one_line(path.string())));
  }
  throw Error(fmt::format(
      "'{}' is damaged, or not as this version of quflux wrote it: it does not end with "
      "the checksum of its content; {}",
      one_line(path.string()), remedy));
}

}  // namespace quflux::inline files
