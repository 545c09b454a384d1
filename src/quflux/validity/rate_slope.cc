#include "quflux/validity/rate_slope.h"

#include <cmath>

namespace quflux::inline validity {

namespace {

// dR/dw; of the rate at zero frequency from both sides.
double slope(const Reservoir& reservoir, double frequency) {
  const double step = 1e-4 * (frequency != 0 ? std::abs(frequency) : reservoir.temperature);
  if (step == 0) return 0;
  const auto rate = [&](double w) { return transition_rate(reservoir, w).value_or(0); };
  return (rate(frequency + step) - rate(frequency - step)) / (2 * step);
}

}  // namespace

RateSlope largest_slope(const PointOfModel& at,
                        const std::function<double(std::size_t)>& mean_square) {
  RateSlope largest;
  for (const BathLine& line : at.lines) {
    const ModelBath& bath = at.model.baths[line.bath];
    const Reservoir reservoir{bath.spectral_density, bath.temperature};
    for (const double w : {line.frequency, -line.frequency}) {
      const double value = std::abs(slope(reservoir, w)) * mean_square(line.bath);
      if (value > largest.value) largest = {value, line.bath, w};
    }
  }
  return largest;
}

}  // namespace quflux::inline validity
