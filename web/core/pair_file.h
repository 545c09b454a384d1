#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "quflux/study/study.h"

namespace quflux::web {

/// Reads the model file of a pair as `quflux run` does. Throws Error in its words, as
/// parse_model(), where it refuses the file.
Study read_pair_file(std::string_view toml);

/// Why `quflux run` has no flow of a pair, for each of kPairEquations; empty where it has one. By
/// the road that it takes: the closed form and, where that ends, the density matrix.
std::vector<std::string> flow_obstacles(const Study& pair);

}  // namespace quflux::web
