#include "quflux/exceptional/continuation.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/numerics/chebyshev.h"

namespace quflux::inline exceptional {

namespace {

constexpr std::size_t kFewestSamples = 8;
constexpr std::size_t kMostSamples = 128;
constexpr double kCoefficientRounding = 1e-15;

// The interval's coordinate -1 ... 1.
Complex to_unit(const Interval& i, Complex p) {
  return (2.0 * p - i.lower - i.upper) / (i.upper - i.lower);
}

// Sum of the semi-axes of the ellipse with foci -1 and 1 through x: Chebyshev polynomials grow as
// its powers.
double ellipse(Complex x) {
  const Complex root = std::sqrt(x * x - 1.0);
  return std::max(std::abs(x + root), std::abs(x - root));
}

std::vector<Matrix> coefficients_of(const RealFamily& family, const Interval& interval,
                                    std::size_t n) {
  std::vector<Matrix> values;
  for (std::size_t j = 0; j < n; ++j) {
    const double x = chebyshev_point(j, n);
    const double p = interval.lower + (interval.upper - interval.lower) * (1 + x) / 2;
    values.push_back(family(p));
    require_family_matrix(values.back(), fmt::format("at {}", p));
  }
  return chebyshev_coefficients(values);
}

}  // namespace

Matrix Continuation::operator()(Complex p) const {
  return chebyshev_sum(coefficients_, to_unit(interval_, p));
}

Continuation Continuation::block(const std::vector<Eigen::Index>& indices) const {
  Continuation result = *this;
  for (Matrix& c : result.coefficients_) c = Matrix(c(indices, indices));
  return result;
}

double Continuation::error(Complex p) const {
  return floor_ *
         std::pow(ellipse(to_unit(interval_, p)), static_cast<double>(coefficients_.size()));
}

double Continuation::height(double bound) const {
  // The error is largest at the corners of the rectangle.
  double low = 0;
  double high = 10 * (interval_.upper - interval_.lower);
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (error(Complex(interval_.upper, middle)) <= bound ? low : high) = middle;
  }
  return low;
}

std::optional<Continuation> continue_analytically(const RealFamily& family,
                                                  const Interval& interval, double resolved) {
  require_interval(interval, "the interval");
  for (std::size_t n = kFewestSamples; n <= kMostSamples; n *= 2) {
    std::vector<Matrix> c = coefficients_of(family, interval, n);
    double largest = 0;
    for (const Matrix& m : c) largest = std::max(largest, m.norm());
    double cut = 0;
    for (auto tail = c.end() - 3; tail != c.end(); ++tail) cut = std::max(cut, tail->norm());
    if (cut > resolved * largest) continue;
    // Coefficients at rounding only add error off the interval.
    const double rounding = std::max(cut, kCoefficientRounding * largest);
    while (c.size() > 1 && c.back().norm() <= 2 * rounding) c.pop_back();
    Continuation result;
    result.interval_ = interval;
    result.coefficients_ = std::move(c);
    result.floor_ = 4 * rounding;
    return result;
  }
  return std::nullopt;
}

}  // namespace quflux::inline exceptional
