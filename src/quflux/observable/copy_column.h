#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "quflux/observable/observable.h"

namespace quflux::inline observable {

/// Copies a column of an answer, `size` numbers a point.
inline void copy_column(const std::vector<double>& from, std::size_t points, std::size_t size,
                        const OutputColumn& to) {
  for (std::size_t i = 0; i < points; ++i) {
    std::copy_n(from.data() + i * size, size, to.at(i));
  }
}

}  // namespace quflux::inline observable
