#include "quflux/study/markers.h"

#include <cmath>
#include <numbers>

#include <boost/math/tools/roots.hpp>

#include "quflux/core/overload.h"
#include "quflux/exceptional/two_by_two.h"
#include "quflux/method/pair/optimum.h"

namespace quflux::inline study {

namespace {

constexpr int kMarkerSamples = 400;  // of the interval, to bracket roots

double sample(const Interval& interval, int i) {
  return interval.lower + (interval.upper - interval.lower) * i / kMarkerSamples;
}

double root(const std::function<double(double)>& f, double lower, double upper) {
  std::uintmax_t iterations = 100;
  const auto [left, right] = boost::math::tools::toms748_solve(
      f, lower, upper, boost::math::tools::eps_tolerance<double>(50), iterations);
  return (left + right) / 2;
}

// The splitting 2 |Im s| with s^2 the discriminant D of X, and its derivatives by the parameter.
struct Splitting {
  double value;
  double slope;
  double curvature;
};

Splitting splitting_with_derivatives(const AnalyticFamily& family, double p, double radius) {
  // Taylor coefficients of D from a circle: exact up to its order and to rounding.
  constexpr int kPoints = 16;
  std::array<Complex, 3> d{};
  for (int i = 0; i < kPoints; ++i) {
    const Complex turn = std::polar(1.0, 2 * std::numbers::pi * i / kPoints);
    const Complex value = discriminant(Eigen::Matrix2cd(family(p + radius * turn)));
    d[0] += value / static_cast<double>(kPoints);
    d[1] += value * std::conj(turn) / (kPoints * radius);
    d[2] += 2.0 * value * std::conj(turn * turn) / (kPoints * radius * radius);
  }
  const Complex s = std::sqrt(d[0]);
  const double sign = s.imag() < 0 ? -1 : 1;
  return {2 * sign * s.imag(), 2 * sign * (d[1] / (2.0 * s)).imag(),
          2 * sign * (d[2] / (2.0 * s) - d[1] * d[1] / (4.0 * s * d[0])).imag()};
}

// The same reservoir with its rates in proportion.
std::optional<Reservoir> scaled(Reservoir bath, double factor) {
  const bool done = std::visit(
      [&](auto& density) {
        if constexpr (requires { density.coefficient; }) {
          density.coefficient *= factor;
          return true;
        } else {
          return false;
        }
      },
      bath.spectral_density);
  return done ? std::optional(bath) : std::nullopt;
}

}  // namespace

double splitting(const Matrix& x) {
  return 2 * std::abs(std::sqrt(discriminant(Eigen::Matrix2cd(x))).imag());
}

double mean_width(const Matrix& x) { return x.trace().real(); }

std::optional<double> splitting_inflection(const AnalyticFamily& family, const Interval& interval) {
  const double width = interval.upper - interval.lower;
  const double radius = 1e-3 * width;
  constexpr double kRounding = 1e-6;  // curvature below this, of the largest splitting
  std::vector<Splitting> samples;
  double largest = 0;
  for (int i = 0; i <= kMarkerSamples; ++i) {
    samples.push_back(splitting_with_derivatives(family, sample(interval, i), radius));
    largest = std::max(largest, samples.back().value);
  }
  std::optional<double> steepest;
  double slope = 0;
  for (int i = 0; i < kMarkerSamples; ++i) {
    const Splitting& a = samples[static_cast<std::size_t>(i)];
    const Splitting& b = samples[static_cast<std::size_t>(i) + 1];
    const double noise = kRounding * largest / (width * width);
    if (!(std::abs(a.curvature) > noise && std::abs(b.curvature) > noise)) continue;
    if (!(std::min(a.value, b.value) > kRounding * largest)) continue;
    if ((a.curvature > 0) == (b.curvature > 0)) continue;
    const double at =
        root([&](double p) { return splitting_with_derivatives(family, p, radius).curvature; },
             sample(interval, i), sample(interval, i + 1));
    const double here = std::abs(splitting_with_derivatives(family, at, radius).slope);
    if (here > slope) {
      slope = here;
      steepest = at;
    }
  }
  return steepest;
}

std::optional<double> splitting_equals_width(const RealFamily& family, const Interval& interval) {
  const auto excess = [&](double p) {
    const Matrix x = family(p);
    return splitting(x) - mean_width(x);
  };
  double before = excess(interval.lower);
  for (int i = 1; i <= kMarkerSamples; ++i) {
    const double after = excess(sample(interval, i));
    if ((before < 0) != (after < 0)) {
      return root(excess, sample(interval, i - 1), sample(interval, i));
    }
    before = after;
  }
  return std::nullopt;
}

std::optional<double> critical_coupling(const TwoLevelPair& pair, PairEquation equation) {
  // The optimum approaches its limit as the square of the rates, or is proportional to them.
  constexpr double kSmall = 1e-4;
  constexpr double kSmaller = 1e-5;
  const auto optimum = [&](double factor) -> std::optional<double> {
    TwoLevelPair weak = pair;
    const auto bath1 = scaled(pair.bath1, factor);
    const auto bath2 = scaled(pair.bath2, factor);
    if (!bath1 || !bath2) return std::nullopt;
    weak.bath1 = *bath1;
    weak.bath2 = *bath2;
    const auto best = optimal_coupling(weak, equation);
    return best ? std::optional(best->coupling) : std::nullopt;
  };
  const auto small = optimum(kSmall);
  if (!small) return std::nullopt;
  const auto smaller = optimum(kSmaller);
  if (!smaller || *smaller < *small / 2) return 0;
  return smaller;
}

}  // namespace quflux::inline study
