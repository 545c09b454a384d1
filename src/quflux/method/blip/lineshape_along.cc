#include "quflux/method/blip/lineshape_along.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace quflux::inline blip {

namespace {

// Enough for a function whose next singularity is three half-widths from the middle of a block:
// each point more is worth a factor of 3 + sqrt(8).
constexpr int kPoints = 28;
constexpr std::size_t kFirstBlock = 64;  // of n
constexpr int kLast = 4;                 // coefficients that must be rounding
constexpr double kRounding = 3e-14;      // of the largest one: that of q itself

using Values = Lineshape::Values;

// Chebyshev coefficients of values at the points cos(pi (k + 1/2)/kPoints).
std::vector<Values> coefficients(const std::vector<Values>& values) {
  std::vector<Values> result(kPoints, Values{0, 0});
  for (int m = 0; m < kPoints; ++m) {
    Values& c = result[static_cast<std::size_t>(m)];
    for (int k = 0; k < kPoints; ++k) {
      const double weight =
          (m == 0 ? 1.0 : 2.0) / kPoints * std::cos(std::numbers::pi * m * (k + 0.5) / kPoints);
      c.value += weight * values[static_cast<std::size_t>(k)].value;
      c.slope += weight * values[static_cast<std::size_t>(k)].slope;
    }
  }
  return result;
}

// The largest and the largest of the last ones.
template <class Part>
std::pair<double, double> sizes(const std::vector<Values>& sum, Part part) {
  double largest = 0;
  double last = 0;
  for (std::size_t m = 0; m < sum.size(); ++m) {
    const double size = std::abs(sum[m].*part);
    largest = std::max(largest, size);
    if (m + kLast >= sum.size()) last = std::max(last, size);
  }
  return {largest, last};
}

// Slopes are sums of larger parts, of the order of values over times.
bool is_resolved(const std::vector<Values>& sum, double time) {
  const auto [value, last_value] = sizes(sum, &Values::value);
  const auto [slope, last_slope] = sizes(sum, &Values::slope);
  return last_value <= kRounding * value && last_slope <= kRounding * std::max(slope, value / time);
}

// Clenshaw's recurrence.
Values sum_at(const std::vector<Values>& sum, double x) {
  Values next{0, 0};
  Values after{0, 0};
  for (std::size_t m = sum.size() - 1; m > 0; --m) {
    const Values here{sum[m].value + 2 * x * next.value - after.value,
                      sum[m].slope + 2 * x * next.slope - after.slope};
    after = next;
    next = here;
  }
  return {sum[0].value + x * next.value - after.value, sum[0].slope + x * next.slope - after.slope};
}

}  // namespace

LineshapeAlong::LineshapeAlong(const Lineshape& lineshape, Complex start, double step)
    : lineshape_(&lineshape), start_(start), step_(step) {}

Values LineshapeAlong::evaluated(double n) const { return lineshape_->at(start_ + step_ * n); }

void LineshapeAlong::begin_block(std::size_t n) {
  begin_ = n;
  const auto middle = 1.5 * static_cast<double>(n);
  const auto half = 0.5 * static_cast<double>(n);
  std::vector<Values> values;
  for (int k = 0; k < kPoints; ++k) {
    values.push_back(evaluated(middle + half * std::cos(std::numbers::pi * (k + 0.5) / kPoints)));
  }
  sum_ = coefficients(values);
  if (!is_resolved(sum_, half * std::abs(step_))) sum_.clear();
}

Values LineshapeAlong::at(std::size_t n) {
  if (n == std::max(kFirstBlock, 2 * begin_)) begin_block(n);
  const auto place = static_cast<double>(n);
  if (sum_.empty()) return evaluated(place);
  const auto first = static_cast<double>(begin_);
  return sum_at(sum_, (place - 1.5 * first) / (0.5 * first));
}

}  // namespace quflux::inline blip
