#include "quflux/bath/reservoir.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/complex_math.h"
#include "quflux/core/error.h"

namespace quflux {

namespace {

std::optional<double> rate_at_zero(const Reservoir& reservoir) {
  const double t = reservoir.temperature;
  // Without quanta only gamma(0) is left, which vanishes for every positive exponent.
  const auto* law = std::get_if<PowerLaw>(&reservoir.spectral_density);
  if (t == 0 && law != nullptr && law->exponent > 0) {
    return 0;
  }
  const std::optional<double> slope = slope_at_zero(reservoir.spectral_density);
  return slope ? std::optional(t * *slope) : std::nullopt;
}

}  // namespace

void validate(const Reservoir& reservoir, const std::string& what) {
  require_non_negative(reservoir.temperature, "the temperature of " + what);
  validate(reservoir.spectral_density, "the spectral density of " + what);
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
  return transition_rates(reservoir, {&frequency, 1}).front();
}

std::vector<std::optional<double>> transition_rates(const Reservoir& reservoir,
                                                    std::span<const double> frequencies) {
  std::vector<double> distinct;
  for (const double w : frequencies) {
    if (w != 0) distinct.push_back(std::abs(w));
  }
  std::ranges::sort(distinct);
  distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
  const std::vector<double> gammas = evaluate(reservoir.spectral_density, distinct);

  std::vector<std::optional<double>> rates;
  rates.reserve(frequencies.size());
  for (const double w : frequencies) {
    if (w == 0) {
      rates.push_back(rate_at_zero(reservoir));
      continue;
    }
    const auto place = std::ranges::lower_bound(distinct, std::abs(w)) - distinct.begin();
    const double gamma = gammas[static_cast<std::size_t>(place)];
    const double n = occupation_number(std::abs(w), reservoir.temperature);
    rates.emplace_back(w > 0 ? gamma * (n + 1) : gamma * n);
  }
  return rates;
}

}  // namespace quflux
