#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "quflux/core/matrix.h"

namespace quflux::inline road {

/// Writes numbers into a column of an Answer: column k of them are those of point `first` + k.
inline void write_points(const Eigen::Ref<const RealMatrix>& numbers, std::size_t first,
                         std::vector<double>& column) {
  std::ranges::copy(numbers.reshaped(),
                    column.begin() + static_cast<std::ptrdiff_t>(first) * numbers.rows());
}

}  // namespace quflux::inline road
