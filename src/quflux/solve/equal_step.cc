#include "quflux/solve/equal_step.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quflux::inline solve {

std::optional<double> equal_step(std::span<const double> times) {
  constexpr double kRounding = 4 * std::numeric_limits<double>::epsilon();
  if (times.size() < 3) return std::nullopt;
  const double step = (times.back() - times.front()) / static_cast<double>(times.size() - 1);
  if (!(step > 0)) return std::nullopt;
  for (std::size_t k = 0; k < times.size(); ++k) {
    const double expected = times.front() + static_cast<double>(k) * step;
    if (std::abs(times[k] - expected) > kRounding * times.back()) return std::nullopt;
  }
  return step;
}

double largest_step(std::span<const double> times) {
  double largest = times.front();
  for (std::size_t k = 1; k < times.size(); ++k) {
    largest = std::max(largest, times[k] - times[k - 1]);
  }
  return largest;
}

}  // namespace quflux::inline solve
