// A fuzz target: no bytes in the place of a storage may crash the program, hang it or be taken for
// numbers that were never kept.

#include "quflux/files/tile_storage.h"

#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string_view>

#include "quflux/core/error.h"
#include "quflux/files/answer_storage.h"

namespace {

using namespace quflux;
namespace fs = std::filesystem;

// Those of the corpus have eight points, of which point k has the numbers k and k + 1/2.
const std::vector<OutputArray> kLayout = {{"energy_flow", "", "", {{"bath", 2}}}};
constexpr Tile kRange{0, 8};

// In memory where there is such a folder.
fs::path scratch() {
  const fs::path memory = "/dev/shm";
  const fs::path folder = fs::exists(memory) ? memory : fs::temp_directory_path();
  return folder / ("quflux_fuzz_" + std::to_string(::getpid()));
}

void require_kept(const SweepValues& values) {
  for (std::size_t k = 0; k < values.points(); ++k) {
    if (values.finished[k] == 0) continue;
    const auto number = static_cast<double>(k);
    if (values.arrays[0][2 * k] != number || values.arrays[0][2 * k + 1] != number + 0.5) {
      __builtin_trap();
    }
  }
}

template <class Read>
void try_reading(const Read& read) {
  try {
    read();
  } catch (const Error& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos) __builtin_trap();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const fs::path path = scratch();
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(size));
  try_reading([&] {
    SweepValues values(kLayout, kRange, 1);
    TileStorage(path, "fuzz").load(values);
    require_kept(values);
  });
  try_reading([&] { AnswerStorage(path, "fuzz").load(); });
  for (const char* const left : {"", "-journal", "-wal", "-shm"}) {
    fs::remove(path.string() + left);
  }
  return 0;
}
