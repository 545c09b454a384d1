#include "quflux/bath/reservoir.h"

#include <algorithm>
#include <cmath>

#include "quflux/bath/precise_density.h"
#include "quflux/core/complex_math.h"
#include "quflux/core/error.h"

namespace quflux::inline bath {

namespace {

// R(w) for w != 0 from gamma(|w|).
template <class Real>
Real rate(const Real& gamma, const Real& frequency, double temperature) {
  using std::abs;
  const Real n = occupation_number(abs(frequency), temperature);
  return frequency > Real(0) ? gamma * (n + Real(1)) : gamma * n;
}

double gamma_at(const SpectralDensity& density, double frequency) {
  return evaluate(density, frequency);
}
DoubleDouble gamma_at(const SpectralDensity& density, const DoubleDouble& frequency) {
  return evaluate_precisely(density, frequency);
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

DoubleDouble occupation_number(const DoubleDouble& frequency, double temperature) {
  if (temperature == 0) return 0;
  const DoubleDouble x = frequency / DoubleDouble(temperature);
  if (to_double(x) <= 600) return DoubleDouble(1) / expm1(x);
  // n = exp(-x) holds to the last bit long before exp(x) overflows.
  if (to_double(x) > 1500) return 0;
  const DoubleDouble root = DoubleDouble(1) / expm1(x / DoubleDouble(2));
  return root * root;
}

std::optional<double> transition_rate(const Reservoir& reservoir, double frequency) {
  if (frequency == 0) return rate_at_zero(reservoir);
  const double gamma = evaluate(reservoir.spectral_density, std::abs(frequency));
  return rate<double>(gamma, frequency, reservoir.temperature);
}

template <class Real>
void transition_rates(const Reservoir& reservoir, const std::vector<Real>& frequencies,
                      std::vector<std::optional<Real>>& rates) {
  rates.clear();
  const auto add = [&](const Real& w, const auto& gamma) {
    if (w == Real(0)) {
      rates.push_back(rate_at_zero(reservoir));
    } else {
      using std::abs;
      rates.emplace_back(rate(Real(gamma(abs(w))), w, reservoir.temperature));
    }
  };
  if (!has_function(reservoir.spectral_density)) {
    for (const Real& w : frequencies) {
      add(w, [&](const Real& v) { return gamma_at(reservoir.spectral_density, v); });
    }
    return;
  }
  std::vector<double> distinct;
  for (const Real& w : frequencies) {
    if (w != Real(0)) distinct.push_back(std::abs(to_double(w)));
  }
  std::ranges::sort(distinct);
  distinct.erase(std::ranges::unique(distinct).begin(), distinct.end());
  const std::vector<double> gammas = evaluate(reservoir.spectral_density, distinct);
  for (const Real& w : frequencies) {
    add(w, [&](const Real& v) {
      const auto place = std::ranges::lower_bound(distinct, to_double(v)) - distinct.begin();
      return gammas[static_cast<std::size_t>(place)];
    });
  }
}

template void transition_rates(const Reservoir&, const std::vector<double>&,
                               std::vector<std::optional<double>>&);
template void transition_rates(const Reservoir&, const std::vector<DoubleDouble>&,
                               std::vector<std::optional<DoubleDouble>>&);

}  // namespace quflux::inline bath
