#include "quflux/bath/sample_rates.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "quflux/core/overload.h"

namespace quflux::inline bath {

namespace {

// An approximation sees every second of them, and is judged by all.
constexpr double kPerDecade = 120;
// R(w) bends where |w| is as small as the temperature, and towards zero.
constexpr double kSmallest = 1e-4;
// What bends at a lower temperature, in units of the scale of the density, is too little to matter.
constexpr double kColdest = 1e-6;
// An Ohmic density with an exponential cutoff is 1e-16 there, in units of the cutoff.
constexpr double kExponentialTop = 40;
// So far beyond it must be seen that nothing is left, since poles have tails that fall off as a
// power.
constexpr double kBeyond = 10;
// Where tails that fall off as a power of w are followed to, and where they begin to count less,
// in units of where the density has its scale.
constexpr double kPowerTop = 1e4;
constexpr double kPowerBand = 30;
// By how much a density must fall off within a decade towards zero, about w^0.05.
constexpr double kSlowest = 0.9;
// Where functions are looked at first, and what is negligible of them.
constexpr double kScanFrom = 1e-8;
constexpr double kScanTo = 1e8;
constexpr double kScanPerDecade = 30;
constexpr double kNegligible = 1e-16;

std::vector<double> log_grid(double from, double to, double per_decade) {
  const auto steps = static_cast<std::size_t>(std::ceil(per_decade * std::log10(to / from)));
  std::vector<double> grid(steps + 1, to);
  for (std::size_t k = 0; k < steps; ++k) {
    grid[k] = from * std::pow(to / from, static_cast<double>(k) / static_cast<double>(steps));
  }
  return grid;
}

struct Range {
  double scale;  // where gamma(w) is large
  double top;
  double band;
};

Range range(const PowerLaw& p) {
  const double power = std::max(1.0, p.exponent);
  // Without a cutoff there is but a coefficient of zero, for which any scale will do.
  const double cutoff = p.cutoff.value_or(1);
  // w^s exp(-w/wc) is largest at s wc.
  const double top = kBeyond * (kExponentialTop + 4 * power) * cutoff;
  return {power * cutoff, top, top};
}

Range power_tail(double scale) { return {scale, kPowerTop * scale, kPowerBand * scale}; }

Range range(const Drude& d) { return power_tail(d.cutoff); }

Range range(const Brownian& b) { return power_tail(std::max(b.frequency, b.width)); }

Range range(const Table& t) {
  if (t.frequencies().front() > 0 && !t.slope_obstacle().empty()) {
    throw NoAnswer("there is no correlation function: " + t.slope_obstacle());
  }
  const double end = t.frequencies().back();
  const auto largest = std::ranges::max_element(t.values()) - t.values().begin();
  const double scale = t.frequencies()[static_cast<std::size_t>(largest)];
  return {scale > 0 ? scale : end, end, end};
}

Range range(const Function& f) {
  const std::vector<double> w = log_grid(kScanFrom, kScanTo, kScanPerDecade);
  const std::vector<double> gamma = evaluate(SpectralDensity(f), w);
  const auto largest = std::ranges::max_element(gamma);
  const double scale = w[static_cast<std::size_t>(largest - gamma.begin())];
  std::size_t last = w.size() - 1;
  while (last > 0 && gamma[last - 1] <= kNegligible * *largest) --last;
  const Range tail = power_tail(scale);
  const double top = kBeyond * w[last];
  // What is negligible soon falls off faster than a power.
  return top < tail.top ? Range{scale, top, top} : tail;
}

// Frequencies that resolve a peak, closer to it at ever smaller steps.
void add_peak(const Peak& peak, std::vector<double>& grid) {
  grid.push_back(peak.frequency);
  double step = peak.width / 100;
  while (step < peak.frequency) {
    grid.push_back(peak.frequency - step);
    grid.push_back(peak.frequency + step);
    step *= 1.1;
  }
}

// gamma(w) = R(w) - R(-w) must fall off towards zero, by which R(w) of about T gamma(w)/w is
// integrable.
void require_vanishing(const RateSamples& samples) {
  const Eigen::Index last = samples.frequencies.size() - 1;
  const Eigen::Index smallest = last + 1 - samples.frequencies.size() / 2;
  const auto gamma = [&](Eigen::Index i) { return samples.rates(i) - samples.rates(last - i); };
  const auto decade = static_cast<Eigen::Index>(kPerDecade);
  if (gamma(smallest) > kSlowest * gamma(smallest + decade)) {
    throw NoAnswer(fmt::format(
        "there is no correlation function: the spectral density is {:.6g} at the frequency {:.6g} "
        "and still {:.6g} at {:.6g}, so that the integral of R(w) diverges at w = 0; it must "
        "vanish "
        "there",
        gamma(smallest + decade), samples.frequencies(smallest + decade), gamma(smallest),
        samples.frequencies(smallest)));
  }
}

}  // namespace

RateSamples sample_rates(const SingleDensity& density, double temperature) {
  const Range found = std::visit([](const auto& d) { return range(d); }, density);
  const double bend =
      temperature > 0 ? std::clamp(temperature, kColdest * found.scale, found.scale) : found.scale;
  std::vector<double> positive = log_grid(kSmallest * bend, found.top, kPerDecade);
  for (const Peak& peak : peaks(any_density(density))) add_peak(peak, positive);
  std::ranges::sort(positive);
  std::vector<double> frequencies(positive.size());
  std::ranges::transform(positive, frequencies.rbegin(), std::negate());
  frequencies.push_back(0);
  frequencies.insert(frequencies.end(), positive.begin(), positive.end());

  std::vector<std::optional<double>> rates;
  transition_rates(Reservoir{any_density(density), temperature}, frequencies, rates);
  const auto zero = static_cast<std::ptrdiff_t>(positive.size());
  if (!rates[positive.size()]) {
    rates.erase(rates.begin() + zero);
    frequencies.erase(frequencies.begin() + zero);
  }
  RateSamples samples{{}, {}, found.band, 0};
  samples.frequencies =
      RealVector::Map(frequencies.data(), static_cast<Eigen::Index>(frequencies.size()));
  samples.rates.resize(samples.frequencies.size());
  std::ranges::transform(rates, samples.rates.begin(), [](const auto& r) { return *r; });
  if (!samples.rates.allFinite()) {
    throw NoAnswer(
        "there is no correlation function: the spectral density is not finite everywhere");
  }
  if (temperature > 0) require_vanishing(samples);
  if (std::holds_alternative<Table>(density)) {
    samples.unknown = found.top * (samples.rates(0) + samples.rates(samples.rates.size() - 1));
  }
  return samples;
}

}  // namespace quflux::inline bath
