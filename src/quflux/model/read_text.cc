#include "quflux/model/read_text.h"

#include <fstream>
#include <iterator>

#include "quflux/core/error.h"

namespace quflux {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!std::filesystem::is_regular_file(path) || !stream) {
    throw Error(fmt::format("cannot read '{}'; it must be a file that exists", path.string()));
  }
  return {std::istreambuf_iterator<char>(stream), {}};
}

}  // namespace quflux
