#include "quflux/method/pair/closed_form.h"

#include <cmath>
#include <numbers>

#include "quflux/method/pair/moments.h"

namespace quflux::inline pair {

namespace {

struct LocalRates {
  double g1;
  double g2;
  double e;
};

LocalRates local_rates(const TwoLevelPair& pair) {
  validate(pair);
  const double g1 = relaxation_rate(pair.bath1, pair.omega1);
  const double g2 = relaxation_rate(pair.bath2, pair.omega2);
  const double ratio = (pair.omega1 - pair.omega2) / (g1 + g2);
  return {g1, g2, g1 * g2 * (1 + ratio * ratio)};
}

// n_2 - n_1 without cancellation. The exponent that is kept negative cannot overflow.
double occupation_difference(const TwoLevelPair& pair) {
  const double n1 = occupation_number(pair.omega1, pair.bath1.temperature);
  const double n2 = occupation_number(pair.omega2, pair.bath2.temperature);
  if (n1 == 0 && n2 == 0) return 0;
  const double x1 = pair.omega1 / pair.bath1.temperature;
  const double x2 = pair.omega2 / pair.bath2.temperature;
  return x1 > x2 ? -n2 * (n1 + 1) * std::expm1(x2 - x1) : n1 * (n2 + 1) * std::expm1(x1 - x2);
}

}  // namespace

double local_flow(const TwoLevelPair& pair) {
  const auto [g1, g2, e] = local_rates(pair);
  const double gamma1 = evaluate(pair.bath1.spectral_density, pair.omega1);
  const double gamma2 = evaluate(pair.bath2.spectral_density, pair.omega2);
  const double difference = occupation_difference(pair);
  const double omega_squared = pair.coupling * pair.coupling;
  return -(pair.omega1 * g2 + pair.omega2 * g1) * gamma1 * gamma2 * omega_squared * difference /
         (2 * (g1 + g2) * (g1 + g2) * (e + omega_squared));
}

double local_optimal_coupling(const TwoLevelPair& pair) { return std::sqrt(local_rates(pair).e); }

Complex local_exceptional_point(const TwoLevelPair& pair) {
  const auto [g1, g2, e] = local_rates(pair);
  return {std::abs(g1 - g2) / 2, std::abs(pair.omega1 - pair.omega2) / 2};
}

double local_flow_spectrum(const TwoLevelPair& pair, double nu) {
  const auto [g1, g2, e] = local_rates(pair);
  const double gamma1 = evaluate(pair.bath1.spectral_density, pair.omega1);
  const double gamma2 = evaluate(pair.bath2.spectral_density, pair.omega2);
  const double omega_squared = pair.coupling * pair.coupling;
  const Complex determinant =
      Complex(g1, pair.omega1 - nu) * Complex(g2, pair.omega2 - nu) + omega_squared;
  return -pair.omega1 * omega_squared * gamma1 * gamma2 * occupation_difference(pair) /
         (2 * std::numbers::pi * std::norm(determinant));
}

std::optional<double> two_maxima_coupling(double g1, double g2, double detuning) {
  const double root = std::cbrt((g1 - g2) * (g1 + g2) * detuning);
  const double twice_square = g1 * g1 + g2 * g2 - detuning * detuning / 2 + 1.5 * root * root;
  if (!(twice_square > 0)) return std::nullopt;
  return std::sqrt(twice_square / 2);
}

}  // namespace quflux::inline pair
