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
  return std::max(kFewest, std::ceil(kInLongest * on.length() / longest));
}

// By golden sections between two times on one stretch.
void lower(double from, double to, const std::function<double(const Instant&)>& function,
           Lowest& lowest) {
  constexpr int kSections = 24;  // 1e-5 of the way
  constexpr double kGolden = 0.6180339887498949;
  const Stretch on = lowest.at.on;
  const auto look = [&](double since) {
    const Instant at{on, since};
    const double value = function(at);
    if (value < lowest.value) lowest = {value, at};
    return value;
  };
  double left = to - kGolden * (to - from);
  double right = from + kGolden * (to - from);
  double at_left = look(left);
  double at_right = look(right);
  for (int k = 0; k < kSections; ++k) {
    if (at_left < at_right) {
      to = right;
      right = left;
      at_right = at_left;
      left = to - kGolden * (to - from);
      at_left = look(left);
    } else {
      from = left;
      left = right;
      at_left = at_right;
      right = from + kGolden * (to - from);
      at_right = look(right);
    }
  }
}

}  // namespace

Lowest lowest_between(const std::vector<Instant>& samples, const std::vector<double>& values,
                      const std::function<double(const Instant&)>& function) {
  constexpr std::size_t kMostMinima = 4;
  std::vector<std::size_t> minima;
  for (std::size_t k = 0; k < values.size(); ++k) {
    const bool below = (k == 0 || values[k] <= values[k - 1]) &&
                       (k + 1 == values.size() || values[k] <= values[k + 1]);
    if (below) minima.push_back(k);
  }
  std::ranges::sort(minima, {}, [&](std::size_t k) { return values[k]; });
  minima.resize(std::min(minima.size(), kMostMinima));
  Lowest result{values[minima.front()], samples[minima.front()]};
  for (const std::size_t k : minima) {
    const Stretch& on = samples[k].on;
    // Neighbours on other stretches are at the ends of this one or beyond.
    const auto is_on = [&](std::size_t other) {
      return other < samples.size() && samples[other].on.begin == on.begin;
    };
    const double from = k > 0 && is_on(k - 1) ? samples[k - 1].since : 0;
    const double to = is_on(k + 1) ? samples[k + 1].since : on.length();
    Lowest own{values[k], samples[k]};
    if (from < to) lower(from, to, function, own);
    if (own.value < result.value) result = own;
  }
  return result;
}

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
      result.push_back({on, on.length() * k / steps});
    }
  }
  return result;
}

}  // namespace quflux::inline model
