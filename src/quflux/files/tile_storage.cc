#include "quflux/files/tile_storage.h"

#include "quflux/files/tile_bytes.h"

namespace quflux::inline files {

void TileStorage::keep(const std::vector<Run>& runs) {
  rows_.keep(runs.size(), [&](std::size_t k) -> RowStorage::Row {
    const auto& [values, tile] = runs[k];
    return {tile.begin, tile.end, tile_bytes(values, tile)};
  });
}

void TileStorage::load(SweepValues& values) {
  const Tile range = values.range();
  rows_.read(range.begin, range.end,
             [&](std::uint64_t first, std::uint64_t last, std::string_view bytes) {
               if (last > first && last <= range.end) take_tile(bytes, {first, last}, values);
             });
}

}  // namespace quflux::inline files
