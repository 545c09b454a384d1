#pragma once

#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

/// Interpolation by sums of Chebyshev polynomials on [-1, 1], of numbers or of matrices.
namespace quflux::inline numerics {

/// The i-th of n points of the first kind, descending.
inline double chebyshev_point(std::size_t i, std::size_t n) {
  return std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) / static_cast<double>(n));
}

/// The c_k of the sum_k c_k T_k that has given values at the points.
template <class Value>
std::vector<Value> chebyshev_coefficients(const std::vector<Value>& values) {
  const std::size_t n = values.size();
  std::vector<Value> coefficients;
  coefficients.reserve(n);
  for (std::size_t k = 0; k < n; ++k) {
    Value c = 0.0 * values.front();
    for (std::size_t i = 0; i < n; ++i) {
      c += std::cos(static_cast<double>(k) * std::numbers::pi * (static_cast<double>(i) + 0.5) /
                    static_cast<double>(n)) *
           values[i];
    }
    coefficients.emplace_back((k == 0 ? 1.0 : 2.0) / static_cast<double>(n) * c);
  }
  return coefficients;
}

/// sum_k c_k T_k(x) by Clenshaw's recurrence, also of complex x.
template <class Value, class Number>
Value chebyshev_sum(const std::vector<Value>& c, Number x) {
  Value b1 = 0.0 * c.front();
  Value b2 = b1;
  for (std::size_t k = c.size(); --k > 0;) {
    const Value b = 2.0 * x * b1 - b2 + c[k];
    b2 = b1;
    b1 = b;
  }
  return x * b1 - b2 + c.front();
}

}  // namespace quflux::inline numerics
