#pragma once

#include <string>
#include <string_view>

#include "quflux/study/sweep_values.h"

namespace quflux::inline files {

/// The numbers and remarks of finished points as bytes of this machine.
std::string tile_bytes(const SweepValues& values, Tile tile);

/// Takes them back; false, and nothing is changed, where they are not those of such a tile.
bool take_tile(std::string_view bytes, Tile tile, SweepValues& values);

}  // namespace quflux::inline files
