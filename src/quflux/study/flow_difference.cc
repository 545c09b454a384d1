#include "quflux/study/flow_difference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace quflux::inline study {

double flow_difference(std::span<const double> flows, std::span<const double> reference) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  double largest = 0;
  double difference = 0;
  for (std::size_t j = 0; j < reference.size(); ++j) {
    const double d = std::abs(flows[j] - reference[j]);
    if (std::isnan(d)) return kNaN;
    difference = std::max(difference, d);
    largest = std::max(largest, std::abs(reference[j]));
  }
  return largest > 0 ? difference / largest : kNaN;
}

}  // namespace quflux::inline study
