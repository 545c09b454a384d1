#include "quflux/method/blip/lineshape_along.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "quflux/numerics/chebyshev.h"

namespace quflux::inline blip {

namespace {

// Enough for a function whose next singularity is three half-widths from the middle of a block:
// each point more is worth a factor of 3 + sqrt(8).
constexpr std::size_t kPoints = 28;
constexpr std::size_t kFirstBlock = 64;       // of n
constexpr std::size_t kLast = 4;              // coefficients that must be rounding
constexpr double kLineshapeRounding = 3e-14;  // of the largest one: that of q itself

using Values = Lineshape::Values;
using Coefficients = std::vector<Eigen::Array2cd>;

// The largest and the largest of the last ones, of values or of slopes.
std::pair<double, double> sizes(const Coefficients& sum, Eigen::Index part) {
  double largest = 0;
  double last = 0;
  for (std::size_t m = 0; m < sum.size(); ++m) {
    const double size = std::abs(sum[m](part));
    largest = std::max(largest, size);
    if (m + kLast >= sum.size()) last = std::max(last, size);
  }
  return {largest, last};
}

// Slopes are sums of larger parts, of the order of values over times.
bool is_resolved(const Coefficients& sum, double time) {
  const auto [value, last_value] = sizes(sum, 0);
  const auto [slope, last_slope] = sizes(sum, 1);
  return last_value <= kLineshapeRounding * value &&
         last_slope <= kLineshapeRounding * std::max(slope, value / time);
}

}  // namespace

LineshapeAlong::LineshapeAlong(const Lineshape& lineshape, Complex start, double step)
    : lineshape_(&lineshape), start_(start), step_(step) {}

Values LineshapeAlong::evaluated(double n) const { return lineshape_->at(start_ + step_ * n); }

void LineshapeAlong::begin_block(std::size_t n) {
  begin_ = n;
  const auto middle = 1.5 * static_cast<double>(n);
  const auto half = 0.5 * static_cast<double>(n);
  Coefficients values;
  for (std::size_t k = 0; k < kPoints; ++k) {
    const Values here = evaluated(middle + half * chebyshev_point(k, kPoints));
    values.emplace_back(here.value, here.slope);
  }
  sum_ = chebyshev_coefficients(values);
  if (!is_resolved(sum_, half * std::abs(step_))) sum_.clear();
}

Values LineshapeAlong::at(std::size_t n) {
  if (n == std::max(kFirstBlock, 2 * begin_)) begin_block(n);
  const auto place = static_cast<double>(n);
  if (sum_.empty()) return evaluated(place);
  const auto first = static_cast<double>(begin_);
  const Eigen::Array2cd sum = chebyshev_sum(sum_, (place - 1.5 * first) / (0.5 * first));
  return {sum(0), sum(1)};
}

}  // namespace quflux::inline blip
