#include "quflux/mapping/tabulate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/math/interpolators/cardinal_cubic_b_spline.hpp>

#include "quflux/core/error.h"

namespace quflux::inline mapping {

namespace {

constexpr double kRelative = 1e-6;
constexpr double kAbsolute = 1e-10;   // of the largest value
constexpr double kLowest = 1e-8;      // of the scale
constexpr double kHighest = 1e6;      // likewise, for what does not vanish before
constexpr double kVanishes = 1e-250;  // of the largest value
constexpr double kFirstStep = 0.25;   // of ln w
constexpr double kSmallestStep = 1e-3;
constexpr double kRowStep = 0.01;

using Spline = boost::math::interpolators::cardinal_cubic_b_spline<double>;

// ln of a density at equal steps of ln w, from the lowest frequency on.
struct Samples {
  double begin;
  double step;
  std::vector<double> values;

  double place(std::size_t k) const { return begin + step * static_cast<double>(k); }
  Spline spline() const { return {values.begin(), values.end(), begin, step}; }
};

Samples sample(const std::function<double(double)>& density, double scale) {
  Samples samples{std::log(kLowest * scale), kFirstStep, {}};
  double largest = 0;
  for (std::size_t k = 0; samples.place(k) < std::log(kHighest * scale); ++k) {
    const double w = std::exp(samples.place(k));
    const double value = density(w);
    if (!(value > kVanishes * largest)) {
      if (w > scale) break;
      throw NoAnswer(fmt::format("the density vanishes at w = {}, below its band", w));
    }
    largest = std::max(largest, value);
    samples.values.push_back(std::log(value));
  }
  return samples;
}

// Halves the step. Returns whether the values between were foreseen.
bool refine_samples(const std::function<double(double)>& density, Samples& samples) {
  const Spline spline = samples.spline();
  const double largest = std::ranges::max(samples.values);
  Samples finer{samples.begin, samples.step / 2, {samples.values.front()}};
  bool foreseen = true;
  for (std::size_t k = 0; k + 1 < samples.values.size(); ++k) {
    const double x = finer.place(2 * k + 1);
    const double value = std::log(density(std::exp(x)));
    const double error = std::abs(std::expm1(spline(x) - value));
    foreseen &= error <= kRelative + kAbsolute * std::exp(largest - value);
    finer.values.push_back(value);
    finer.values.push_back(samples.values[k + 1]);
  }
  samples = std::move(finer);
  return foreseen;
}

// Equal steps of ln w, and the extrema, where a table is level and should have a row.
std::vector<double> places_of_rows(const Spline& spline, const Samples& samples) {
  const double end = samples.place(samples.values.size() - 1);
  const auto steps = static_cast<std::size_t>(std::ceil((end - samples.begin) / kRowStep));
  const double step = (end - samples.begin) / static_cast<double>(steps);
  std::vector<double> places{samples.begin};
  for (std::size_t k = 1; k <= steps; ++k) {
    double low = places.back();
    double high = k == steps ? end : samples.begin + step * static_cast<double>(k);
    const double before = spline.prime(low);
    if (before * spline.prime(high) < 0) {
      const double next = high;
      while (high - low > 1e-6 * step) {
        const double middle = (low + high) / 2;
        (before * spline.prime(middle) < 0 ? high : low) = middle;
      }
      places.push_back(low);
      high = next;
    }
    places.push_back(high);
  }
  return places;
}

}  // namespace

Table tabulate(const std::function<double(double)>& density, double scale,
               const std::string& name) {
  Samples samples = sample(density, scale);
  while (!refine_samples(density, samples)) {
    if (samples.step < kSmallestStep) {
      throw NoAnswer(name + " has more structure than a table holds");
    }
  }
  const Spline spline = samples.spline();
  std::vector<double> frequencies{0};
  std::vector<double> values{0};
  for (const double x : places_of_rows(spline, samples)) {
    frequencies.push_back(std::exp(x));
    values.push_back(std::exp(spline(x)));
  }
  return {std::move(frequencies), std::move(values), name};
}

}  // namespace quflux::inline mapping
