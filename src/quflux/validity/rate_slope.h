#pragma once

#include <cstddef>
#include <functional>

#include "quflux/validity/audited_point.h"

namespace quflux::inline validity {

/// Where the rate of a bath changes most with the frequency.
struct RateSlope {
  double value = 0;  ///< |dR_j/dw| <S_j^2>: how much of a rate changes within its own width
  std::size_t bath = 0;
  double frequency = 0;
};

/// Of all transitions of all baths, with <S_j^2> of each bath.
RateSlope largest_slope(const PointOfModel& at,
                        const std::function<double(std::size_t)>& mean_square);

}  // namespace quflux::inline validity
