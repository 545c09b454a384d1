#include "quflux/bath/rate_slopes.h"

#include <cmath>

#include "quflux/bath/density_slopes.h"

namespace quflux::inline bath {

namespace {

// n (n + 1), with which -dn/dw = n (n + 1)/T and dn/dT = (w/T) n (n + 1)/T.
double occupation_variance(double n) { return n * (n + 1); }

// R(w) = c1 T + (c1/2 +- c2 T) w + ... on the two sides of zero.
std::optional<double> slope_at_zero_frequency(const Reservoir& reservoir) {
  const auto small = at_small_frequencies(reservoir.spectral_density);
  if (!small) return std::nullopt;
  const bool kink = reservoir.temperature == 0 ? small->linear != 0 : small->quadratic != 0;
  return kink ? std::nullopt : std::optional(small->linear / 2);
}

}  // namespace

std::optional<double> rate_slope(const Reservoir& reservoir, double frequency) {
  if (frequency == 0) return slope_at_zero_frequency(reservoir);
  const double w = std::abs(frequency);
  const double t = reservoir.temperature;
  const double n = occupation_number(w, t);
  const double gamma = evaluate(reservoir.spectral_density, w);
  const double slope = density_slope(reservoir.spectral_density, w);
  const double of_occupation = t > 0 ? gamma * occupation_variance(n) / t : 0;
  return frequency > 0 ? slope * (n + 1) - of_occupation : of_occupation - slope * n;
}

std::optional<double> rate_slope(const Reservoir& reservoir, std::string_view number,
                                 double frequency) {
  const SpectralDensity& density = reservoir.spectral_density;
  const double t = reservoir.temperature;
  const double w = std::abs(frequency);
  if (number == "temperature") {
    if (w == 0) return slope_at_zero(density);
    return t > 0 ? evaluate(density, w) * (w / t) * occupation_variance(occupation_number(w, t)) / t
                 : 0;
  }
  const std::string_view of_density = number_of_density(number);
  if (w == 0) {
    if (t == 0) return 0;
    const auto change = zero_slope_change(density, of_density);
    return change ? std::optional(t * *change) : std::nullopt;
  }
  const double n = occupation_number(w, t);
  return density_slope(density, of_density, w) * (frequency > 0 ? n + 1 : n);
}

}  // namespace quflux::inline bath
