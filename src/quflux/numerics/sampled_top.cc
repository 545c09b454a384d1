#include "quflux/numerics/sampled_top.h"

#include <algorithm>

namespace quflux::inline numerics {

double sampled_top(std::span<const double> samples, std::size_t i) {
  const double slope = (samples[i + 1] - samples[i - 1]) / 2;
  const double curvature = samples[i - 1] - 2 * samples[i] + samples[i + 1];
  double shift = curvature < 0 ? -slope / curvature : 0;
  if (i >= 2 && i + 2 < samples.size()) {
    // Taylor coefficients of the quartic, and steps of Newton's method for its slope.
    const double odd = (samples[i + 2] - samples[i - 2]) / 2;
    const double even = samples[i - 2] - 2 * samples[i] + samples[i + 2];
    const double c3 = (odd - 2 * slope) / 6;
    const double c1 = slope - c3;
    const double c4 = (even - 4 * curvature) / 24;
    const double c2 = curvature / 2 - c4;
    const auto rise = [&](double t) { return c1 + t * (2 * c2 + t * (3 * c3 + t * 4 * c4)); };
    const auto bend = [&](double t) { return 2 * c2 + t * (6 * c3 + t * 12 * c4); };
    for (int step = 0; step < 3 && bend(shift) < 0; ++step) shift -= rise(shift) / bend(shift);
  }
  return std::clamp(shift, -1.0, 1.0);
}

}  // namespace quflux::inline numerics
