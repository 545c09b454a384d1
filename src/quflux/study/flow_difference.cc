#include "quflux/study/flow_difference.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "quflux/core/constants.h"

namespace quflux::inline study {

double largest_flow(std::span<const double> flows) {
  double largest = 0;
  for (const double flow : flows) largest = std::max(largest, std::abs(flow));
  return largest;
}

double flow_difference(std::span<const double> flows, std::span<const double> reference) {
  double difference = 0;
  for (std::size_t j = 0; j < reference.size(); ++j) {
    const double d = std::abs(flows[j] - reference[j]);
    if (std::isnan(d)) return kNaN;
    difference = std::max(difference, d);
  }
  const double largest = largest_flow(reference);
  return largest > 0 ? difference / largest : kNaN;
}

}  // namespace quflux::inline study
