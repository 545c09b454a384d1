#include "quflux/exceptional/plane_interpolation.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "quflux/core/error.h"

namespace quflux::inline exceptional {

using Eigen::Index;

namespace {

constexpr std::array kPoints{8, 12, 16, 24, 32};  // along a side
constexpr int kTail = 2;                          // coefficients that say what is cut off

double at(const Interval& interval, double unit) {
  return interval.lower + (interval.upper - interval.lower) * (1 + unit) / 2;
}

// T_0 ... T_{n-1} at a value.
RealVector polynomials(const Interval& interval, double value, Index n) {
  const double x =
      (2 * value - interval.lower - interval.upper) / (interval.upper - interval.lower);
  RealVector t(n);
  t(0) = 1;
  t(1) = x;
  for (Index k = 2; k < n; ++k) t(k) = 2 * x * t(k - 1) - t(k - 2);
  return t;
}

// Of a family of d x d matrices: column k + n l holds the elements of c_kl.
struct Coefficients {
  Index d;
  Index n;
  Matrix columns;
};

// c_kl = (2/n)^2 sum_ij M(x_i, y_j) cos(k theta_i) cos(l theta_j), with half of that for k = 0 and
// for l = 0.
Coefficients coefficients(const PlaneFamily& family, const Box& box, Index n) {
  RealMatrix transform(n, n);
  for (Index k = 0; k < n; ++k) {
    for (Index i = 0; i < n; ++i) {
      transform(k, i) = (k == 0 ? 1.0 : 2.0) / static_cast<double>(n) *
                        std::cos(static_cast<double>(k) * std::numbers::pi *
                                 (static_cast<double>(i) + 0.5) / static_cast<double>(n));
    }
  }
  Coefficients result{0, n, {}};
  Matrix values;
  for (Index j = 0; j < n; ++j) {
    for (Index i = 0; i < n; ++i) {
      const auto node = [n](Index k) {
        return std::cos(std::numbers::pi * (static_cast<double>(k) + 0.5) / static_cast<double>(n));
      };
      const double x = at(box.x, node(i));
      const double y = at(box.y, node(j));
      const Matrix m = family(x, y);
      require_family_matrix(m, fmt::format("at {}, {}", x, y));
      result.d = m.rows();
      if (values.size() == 0) values.resize(m.size(), n * n);
      values.col(i + n * j) = m.reshaped();
    }
  }
  result.columns.resizeLike(values);
  for (Index element = 0; element < values.rows(); ++element) {
    const Matrix grid = values.row(element).reshaped(n, n);
    result.columns.row(element) = (transform * grid * transform.transpose()).reshaped();
  }
  return result;
}

double tail(const Coefficients& c) {
  double largest = 0;
  for (Index l = 0; l < c.n; ++l) {
    for (Index k = 0; k < c.n; ++k) {
      if (std::max(k, l) >= c.n - kTail) {
        largest = std::max(largest, c.columns.col(k + c.n * l).norm());
      }
    }
  }
  return largest;
}

}  // namespace

std::optional<PlaneFamily> interpolate(const PlaneFamily& family, const Box& box, double resolved) {
  require_interval(box.x, "x");
  require_interval(box.y, "y");
  for (const Index n : kPoints) {
    Coefficients c = coefficients(family, box, n);
    if (tail(c) > resolved * c.columns.colwise().norm().maxCoeff()) continue;
    return [c = std::move(c), box](double x, double y) -> Matrix {
      const RealVector tx = polynomials(box.x, x, c.n);
      const RealVector ty = polynomials(box.y, y, c.n);
      const Vector weights = (tx * ty.transpose()).reshaped().cast<Complex>();
      return (c.columns * weights).reshaped(c.d, c.d);
    };
  }
  return std::nullopt;
}

}  // namespace quflux::inline exceptional
