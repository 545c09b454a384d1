#include "quflux/numerics/maxima.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "quflux/core/error.h"
#include "quflux/numerics/chebyshev.h"

namespace quflux::inline numerics {

namespace {

// Of a pole that is d away from where a piece of kPiece d begins, the interpolation leaves
// 3.97^-kNodes above or below that piece.
constexpr std::size_t kNodes = 26;
constexpr double kPiece = 0.7;
constexpr double kNothing = 1e-12;
constexpr int kMostPieces = 10'000;

// The coefficients of the derivative: c'_(k-1) = c'_(k+1) + 2 k c_k.
std::vector<double> derivative(const std::vector<double>& c) {
  const std::size_t n = c.size();
  std::vector<double> d(n + 1);
  for (std::size_t k = n - 1; k >= 1; --k) d[k - 1] = d[k + 1] + 2 * static_cast<double>(k) * c[k];
  d[0] /= 2;
  d.resize(n - 1);
  return d;
}

// The zeros of a polynomial in [-1, 1] where it changes its sign between neighbours of some places.
std::vector<double> zeros(const std::vector<double>& c, const std::vector<double>& places) {
  constexpr int kHalvings = 60;
  std::vector<double> found;
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    double left = places[i];
    double right = places[i + 1];
    const bool below = chebyshev_sum(c, left) < 0;
    if (below == (chebyshev_sum(c, right) < 0)) continue;
    for (int k = 0; k < kHalvings; ++k) {
      const double middle = (left + right) / 2;
      ((chebyshev_sum(c, middle) < 0) == below ? left : right) = middle;
    }
    found.push_back((left + right) / 2);
  }
  return found;
}

// Where a polynomial may have its largest and smallest values in [-1, 1]: at the ends, and at the
// zeros of its derivative. Two of these that are close have one of the next derivative between
// them.
std::vector<double> turning_points(const std::vector<double>& c) {
  constexpr int kSamples = 2 * static_cast<int>(kNodes);
  std::vector<double> places;
  for (int i = 0; i <= kSamples; ++i) places.push_back(-1 + 2.0 * i / kSamples);
  const std::vector<double> first = derivative(c);
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
  std::vector<double> places(kNodes);
  for (int pieces = 0; from < to; ++pieces) {
    if (pieces == kMostPieces) {
      throw NoAnswer("the maxima of a function are too narrow to be counted");
    }
    const double half = std::min(kPiece * (poles.array() - from).abs().minCoeff(), to - from) / 2;
    for (std::size_t i = 0; i < kNodes; ++i) {
      places[i] = from + half + half * chebyshev_point(i, kNodes);
    }
    const RealVector values = f(places);
    const double least = kNothing * values.cwiseAbs().maxCoeff();
    const std::vector<double> first =
        derivative(chebyshev_coefficients(std::vector(values.begin(), values.end())));
    for (const double x : turning_points(first)) {
      const double slope = chebyshev_sum(first, x);
      if (std::abs(slope) <= least) continue;
      if (rises && slope < 0) ++maxima;
      rises = slope > 0;
    }
    from += 2 * half;
  }
  return maxima;
}

}  // namespace quflux::inline numerics
