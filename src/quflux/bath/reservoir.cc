#include "quflux/bath/reservoir.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/complex_math.h"
#include "quflux/core/error.h"

namespace quflux::inline bath {

namespace {

// R(w) for w != 0 from gamma(|w|).
double rate(double gamma, double frequency, double temperature) {
  const double n = occupation_number(std::abs(frequency), temperature);
  return frequency > 0 ? gamma * (n + 1) : gamma * n;
}

std::optional<double> rate_at_zero(const SpectralDensity& density, double temperature) {
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    std::optional<double> total = 0;
    for (const SingleDensity& term : sum->terms) {
      const std::optional<double> own = rate_at_zero(any_density(term), temperature);
      total = total && own ? std::optional(*total + *own) : std::nullopt;
    }
    return total;
  }
  // Without quanta only gamma(0) is left, which vanishes for every positive exponent.
  const auto* law = std::get_if<PowerLaw>(&density);
  if (temperature == 0 && law != nullptr && law->exponent > 0) {
    return 0;
  }
  const std::optional<double> slope = slope_at_zero(density);
  return slope ? std::optional(temperature * *slope) : std::nullopt;
}

std::optional<double> rate_at_zero(const Reservoir& reservoir) {
  return rate_at_zero(reservoir.spectral_density, reservoir.temperature);
}

}  // namespace

void validate(const Reservoir& reservoir, const Subject& what) {
  require_non_negative(reservoir.temperature, [&] { return "the temperature of " + what.text(); });
  validate(reservoir.spectral_density, [&] { return "the spectral density of " + what.text(); });
}

double occupation_number(double frequency, double temperature) {
  return temperature > 0 ? 1 / std::expm1(frequency / temperature) : 0;
}

std::complex<double> occupation_number(std::complex<double> frequency, double temperature) {
  if (temperature == 0) return 0;
  const std::complex<double> x = frequency / temperature;
  // exp(x) overflows above; n = exp(-x) holds to the last bit long before.
  return x.real() > 600 ? std::exp(-x) : 1.0 / expm1(x);
}

std::optional<double> transition_rate(const Reservoir& reservoir, double frequency) {
  if (frequency == 0) return rate_at_zero(reservoir);
  const double gamma = evaluate(reservoir.spectral_density, std::abs(frequency));
  return rate(gamma, frequency, reservoir.temperature);
}

void transition_rates(const Reservoir& reservoir, std::span<const double> frequencies,
                      std::vector<std::optional<double>>& rates) {
  rates.clear();
  if (!has_function(reservoir.spectral_density)) {
    for (const double w : frequencies) rates.push_back(transition_rate(reservoir, w));
    return;
  }
  std::vector<double> distinct;
  for (const double w : frequencies) {
    if (w != 0) distinct.push_back(std::abs(w));
  }
  std::ranges::sort(distinct);
  distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
  const std::vector<double> gammas = evaluate(reservoir.spectral_density, distinct);
  for (const double w : frequencies) {
    if (w == 0) {
      rates.push_back(rate_at_zero(reservoir));
      continue;
    }
    const auto place = std::ranges::lower_bound(distinct, std::abs(w)) - distinct.begin();
    rates.emplace_back(rate(gammas[static_cast<std::size_t>(place)], w, reservoir.temperature));
  }
}

}  // namespace quflux::inline bath
