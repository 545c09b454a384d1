#pragma once

#include <string>
#include <vector>

#include "quflux/exceptional/planted_family.h"

namespace quflux::bench {

/// The n x n families of the benchmark exceptional/planted/n:N.
std::vector<PlantedFamily> planted_families(Eigen::Index n);

/// All of them, n = 3 to 6, as JSON for other programs: a list of {"coefficients": [constant,
/// linear_x, linear_y], "place": [x, y]}, matrices as rows of [Re, Im].
std::string planted_families_json();

}  // namespace quflux::bench
