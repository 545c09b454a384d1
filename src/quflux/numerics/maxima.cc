#include "quflux/numerics/maxima.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "quflux/core/error.h"

namespace quflux::inline numerics {

namespace {

using Eigen::Index;

// Of a pole that is d away from where a piece of kPiece d begins, the interpolation leaves
// 3.97^-kNodes above or below that piece.
constexpr Index kNodes = 26;
constexpr double kPiece = 0.7;
constexpr double kNothing = 1e-12;
constexpr int kMostPieces = 10'000;

// The coefficients of sum_k c_k T_k through the values at the points cos(pi (i + 1/2)/n).
RealVector chebyshev_coefficients(const RealVector& values) {
  const Index n = values.size();
  RealVector c = RealVector::Zero(n);
  for (Index k = 0; k < n; ++k) {
    for (Index i = 0; i < n; ++i) {
      c(k) += values(i) * std::cos(std::numbers::pi * static_cast<double>(k) *
                                   (static_cast<double>(i) + 0.5) / static_cast<double>(n));
    }
    c(k) *= (k == 0 ? 1.0 : 2.0) / static_cast<double>(n);
  }
  return c;
}

// Those of the derivative: c'_(k-1) = c'_(k+1) + 2 k c_k.
RealVector derivative(const RealVector& c) {
  const Index n = c.size();
  RealVector d = RealVector::Zero(n + 1);
  for (Index k = n - 1; k >= 1; --k) d(k - 1) = d(k + 1) + 2 * static_cast<double>(k) * c(k);
  d(0) /= 2;
  return d.head(n - 1);
}

// Clenshaw's sum.
double evaluate(const RealVector& c, double x) {
  double next = 0;
  double after = 0;
  for (Index k = c.size() - 1; k >= 1; --k) {
    const double here = c(k) + 2 * x * next - after;
    after = next;
    next = here;
  }
  return c(0) + x * next - after;
}

// The zeros of a polynomial in [-1, 1] where it changes its sign between neighbours of some places.
std::vector<double> zeros(const RealVector& c, const std::vector<double>& places) {
  constexpr int kHalvings = 60;
  std::vector<double> found;
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    double left = places[i];
    double right = places[i + 1];
    const bool below = evaluate(c, left) < 0;
    if (below == (evaluate(c, right) < 0)) continue;
    for (int k = 0; k < kHalvings; ++k) {
      const double middle = (left + right) / 2;
      ((evaluate(c, middle) < 0) == below ? left : right) = middle;
    }
    found.push_back((left + right) / 2);
  }
  return found;
}

// Where a polynomial may have its largest and smallest values in [-1, 1]: at the ends, and at the
// zeros of its derivative. Two of these that are close have one of the next derivative between
// them.
std::vector<double> turning_points(const RealVector& c) {
  constexpr int kSamples = 2 * kNodes;
  std::vector<double> places;
  for (int i = 0; i <= kSamples; ++i) places.push_back(-1 + 2.0 * i / kSamples);
  const RealVector first = derivative(c);
  const std::vector<double> between = zeros(derivative(first), places);
  places.insert(places.end(), between.begin(), between.end());
  std::ranges::sort(places);
  std::vector<double> points = zeros(first, places);
  points.insert(points.begin(), -1);
  points.push_back(1);
  return points;
}

}  // namespace

int count_maxima(const std::function<RealVector(std::span<const double>)>& f, double from,
                 double to, const Vector& poles) {
  int maxima = 0;
  bool rises = false;
  std::vector<double> places(static_cast<std::size_t>(kNodes));
  for (int pieces = 0; from < to; ++pieces) {
    if (pieces == kMostPieces) {
      throw NoAnswer("the maxima of a function are too narrow to be counted");
    }
    const double half = std::min(kPiece * (poles.array() - from).abs().minCoeff(), to - from) / 2;
    for (Index i = 0; i < kNodes; ++i) {
      places[static_cast<std::size_t>(i)] =
          from + half +
          half * std::cos(std::numbers::pi * (static_cast<double>(i) + 0.5) /
                          static_cast<double>(kNodes));
    }
    const RealVector values = f(places);
    const double least = kNothing * values.cwiseAbs().maxCoeff();
    const RealVector first = derivative(chebyshev_coefficients(values));
    for (const double x : turning_points(first)) {
      const double slope = evaluate(first, x);
      if (std::abs(slope) <= least) continue;
      if (rises && slope < 0) ++maxima;
      rises = slope > 0;
    }
    from += 2 * half;
  }
  return maxima;
}

}  // namespace quflux::inline numerics
