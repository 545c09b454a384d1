#include "quflux/model/drive_samples.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace quflux::inline model {

namespace {

// Steps between the ends of a stretch.
double steps_on(const std::vector<Drive>& drives, const Stretch& on) {
  constexpr double kFewest = 16;
  constexpr double kInLongest = 4;
  double longest = std::numeric_limits<double>::infinity();
  for (const Drive& drive : drives) longest = std::min(longest, longest_step(drive.shape, on));
  return std::max(kFewest, std::ceil(kInLongest * (on.end - on.begin) / longest));
}

}  // namespace

std::optional<double> shared_period(const std::vector<Drive>& drives) {
  constexpr double kRounding = 1e-9;
  double longest = 0;
  for (const Drive& drive : drives) {
    const std::optional<double> own = period_of(drive.shape);
    if (!own) return std::nullopt;
    longest = std::max(longest, *own);
  }
  for (int n = 1; n <= kMostPeriods && longest > 0; ++n) {
    const bool fits = std::ranges::all_of(drives, [&](const Drive& drive) {
      const double count = n * longest / *period_of(drive.shape);
      return std::abs(count - std::round(count)) <= kRounding * count;
    });
    if (fits) return n * longest;
  }
  return std::nullopt;
}

std::vector<Instant> drive_samples(const std::vector<Drive>& drives, double to, int most) {
  std::vector<Stretch> pieces = stretches(drives, std::min(to, shared_period(drives).value_or(to)));
  if (pieces.size() > 1) pieces.pop_back();  // behind the last time
  double all = 0;
  for (const Stretch& on : pieces) all += steps_on(drives, on);
  std::vector<Instant> result;
  for (const Stretch& on : pieces) {
    const double steps =
        std::max(1.0, std::floor(steps_on(drives, on) * std::min(1.0, most / all)));
    for (int k = 0; k <= static_cast<int>(steps); ++k) {
      result.push_back({on.begin + (on.end - on.begin) * k / steps, on});
    }
  }
  return result;
}

}  // namespace quflux::inline model
