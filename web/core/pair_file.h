#pragma once

#include <string_view>

namespace quflux::web {

/// Reads the model file of a pair as `quflux run` does. Throws Error in its words, as
/// parse_model(), where it refuses the file.
void read_pair_file(std::string_view toml);

}  // namespace quflux::web
