#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "quflux/model/sweep_axes.h"

namespace quflux::inline validity {

/// Points of a sweep's grid, spread over it with its ends.
struct SampledPoints {
  std::vector<std::string> keys;
  std::vector<std::size_t> indices;         ///< of the grid; one without axes
  std::vector<std::vector<double>> values;  ///< of the keys at each
};

/// Nine along one axis, five by five over two, three along each of more.
SampledPoints sampled_points(const Sweep& sweep);

}  // namespace quflux::inline validity
