#include "quflux/exceptional/continuation.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "quflux/core/error.h"

namespace quflux::inline exceptional {

namespace {

constexpr int kFewestPoints = 8;
constexpr int kMostPoints = 128;
constexpr double kRounding = 1e-15;

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

// c_k = (2/n) sum_j M(x_j) cos(k pi (j + 1/2)/n), c_0 with half of that.
std::vector<Matrix> chebyshev_coefficients(const RealFamily& family, const Interval& interval,
                                           int n) {
  std::vector<Matrix> values;
  for (int j = 0; j < n; ++j) {
    const double x = std::cos(std::numbers::pi * (j + 0.5) / n);
    const double p = interval.lower + (interval.upper - interval.lower) * (1 + x) / 2;
    values.push_back(family(p));
    require_family_matrix(values.back(), fmt::format("at {}", p));
  }
  std::vector<Matrix> coefficients;
  coefficients.reserve(static_cast<std::size_t>(n));
  for (int k = 0; k < n; ++k) {
    Matrix c = Matrix::Zero(values.front().rows(), values.front().cols());
    for (int j = 0; j < n; ++j) {
      c += std::cos(k * std::numbers::pi * (j + 0.5) / n) * values[static_cast<std::size_t>(j)];
    }
    coefficients.emplace_back((k == 0 ? 1.0 : 2.0) / n * c);
  }
  return coefficients;
}

}  // namespace

Matrix Continuation::operator()(Complex p) const {
  // Clenshaw's recurrence.
  const Complex x = to_unit(interval_, p);
  Matrix b1 = Matrix::Zero(coefficients_.front().rows(), coefficients_.front().cols());
  Matrix b2 = b1;
  for (std::size_t k = coefficients_.size(); --k > 0;) {
    const Matrix b = 2.0 * x * b1 - b2 + coefficients_[k];
    b2 = b1;
    b1 = b;
  }
  return x * b1 - b2 + coefficients_.front();
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
  for (int n = kFewestPoints; n <= kMostPoints; n *= 2) {
    std::vector<Matrix> c = chebyshev_coefficients(family, interval, n);
    double largest = 0;
    for (const Matrix& m : c) largest = std::max(largest, m.norm());
    double cut = 0;
    for (auto tail = c.end() - 3; tail != c.end(); ++tail) cut = std::max(cut, tail->norm());
    if (cut > resolved * largest) continue;
    // Coefficients at rounding only add error off the interval.
    const double rounding = std::max(cut, kRounding * largest);
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
