#include "quflux/bath/reservoir.h"

#include <cmath>

#include "quflux/core/complex_math.h"
#include "quflux/core/error.h"

namespace quflux {

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
  const double t = reservoir.temperature;
  if (frequency > 0) {
    const double gamma = evaluate(reservoir.spectral_density, frequency);
    return gamma * (occupation_number(frequency, t) + 1);
  }
  if (frequency < 0) {
    return evaluate(reservoir.spectral_density, -frequency) * occupation_number(-frequency, t);
  }
  // Without quanta only gamma(0) is left, which vanishes for every positive exponent.
  const auto* law = std::get_if<PowerLaw>(&reservoir.spectral_density);
  if (t == 0 && law != nullptr && law->exponent > 0) {
    return 0;
  }
  const std::optional<double> slope = slope_at_zero(reservoir.spectral_density);
  return slope ? std::optional(t * *slope) : std::nullopt;
}

}  // namespace quflux
