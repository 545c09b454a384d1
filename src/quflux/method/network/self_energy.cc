#include "quflux/method/network/self_energy.h"

#include <cmath>
#include <numbers>
#include <optional>

#include <boost/math/special_functions/expint.hpp>
#include <boost/math/special_functions/factorials.hpp>

#include "quflux/bath/lamb_shift.h"
#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/core/overload.h"

namespace quflux::inline network {

namespace {

constexpr int kLargestExponent = 20;  // of closed forms

// P int_0^inf dv v^n exp(-v)/(x - v), by its asymptotic series at large |x|, whose smallest term is
// exp(-|x|), and else upwards from n = 0: I_0 = exp(-x) Ei(x), I_n = x I_{n-1} - (n - 1)!.
double exponential_integral(int n, double x) {
  constexpr double kAsymptotic = 40;
  if (std::abs(x) > kAsymptotic + n) {
    double term = boost::math::factorial<double>(static_cast<unsigned>(n)) / x;
    double sum = 0;
    for (int k = 1; std::abs(term) > 1e-17 * std::abs(sum) && k < kAsymptotic; ++k) {
      sum += term;
      term *= (n + k) / x;
    }
    return sum;
  }
  if (x == 0) return -boost::math::factorial<double>(static_cast<unsigned>(n - 1));
  double value = std::exp(-x) * boost::math::expint(x);
  for (int k = 1; k <= n; ++k) {
    value = x * value - boost::math::factorial<double>(static_cast<unsigned>(k - 1));
  }
  return value;
}

std::optional<double> closed_form(const PowerLaw& p, double frequency) {
  const bool whole =
      p.exponent == std::floor(p.exponent) && p.exponent >= 1 && p.exponent <= kLargestExponent;
  if (!whole || !p.cutoff) return std::nullopt;
  const int n = static_cast<int>(p.exponent);
  const double x = frequency / *p.cutoff;
  // Upwards the recursion loses |x|^n/n! digits.
  if (std::abs(x) > 10 && std::abs(x) <= 40 + n && n > 1) return std::nullopt;
  return p.coefficient * std::pow(*p.cutoff, n) * exponential_integral(n, x) / kTwoPi;
}

std::optional<double> closed_form(const Drude& d, double frequency) {
  const double x = frequency / d.cutoff;
  const double log = x == 0 ? 0 : x * std::log(std::abs(x));
  return d.coefficient * d.cutoff * (log - std::numbers::pi / 2) / (1 + x * x) / kTwoPi;
}

// The density is a difference of two Drude densities with the cutoffs r = k/2 +- sqrt(k^2/4 - W^2),
// complex where the mode is underdamped: gamma = s v [1/(v^2 + r_1^2) - 1/(v^2 + r_2^2)].
std::optional<double> closed_form(const Brownian& b, double frequency) {
  const double w = b.frequency;
  const Complex root = std::sqrt(Complex(b.width * b.width / 4 - w * w));
  // At critical damping the two cancel.
  if (std::abs(root) < 1e-3 * w) return std::nullopt;
  const Complex r1 = b.width / 2 + root;
  const Complex r2 = w / r1 * w;
  // P int_0^inf dv v/((v^2 + r^2)(x - v)).
  const auto drude = [&](Complex r) {
    const Complex log = frequency == 0 ? 0 : frequency * std::log(std::abs(frequency) / r);
    return (log - std::numbers::pi / 2 * r) / (frequency * frequency + r * r);
  };
  const Complex scale = 4 * b.coupling * b.coupling * w * b.width / ((r2 - r1) * (r2 + r1));
  return (scale * (drude(r1) - drude(r2))).real() / kTwoPi;
}

}  // namespace

double vacuum_shift(const SpectralDensity& density, double frequency) {
  if (const auto obstacle = lamb_shift_obstacle(density)) {
    throw NoAnswer("there is no self-energy: " + *obstacle);
  }
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    double total = 0;
    for (const SingleDensity& term : sum->terms)
      total += vacuum_shift(any_density(term), frequency);
    return total;
  }
  const std::optional<double> closed =
      std::visit(Overload{[&](const PowerLaw& p) { return closed_form(p, frequency); },
                          [&](const Drude& d) { return closed_form(d, frequency); },
                          [&](const Brownian& b) { return closed_form(b, frequency); },
                          [](const auto&) -> std::optional<double> { return std::nullopt; }},
                 density);
  return closed ? *closed : lamb_shift({density, 0}, frequency);
}

BathSelfEnergy::BathSelfEnergy(SpectralDensity density, const EquationOptions& options)
    : density_(std::move(density)), coupling_(options.bath_coupling), kept_(options.self_energy) {
  if (kept_ == SelfEnergy::counter_term) counter_term_ = real_part(0);
}

double BathSelfEnergy::real_part(double frequency) const {
  const double resonant = vacuum_shift(density_, frequency);
  return coupling_ == BathCoupling::exchange ? resonant
                                             : resonant + vacuum_shift(density_, -frequency);
}

Complex BathSelfEnergy::operator()(double frequency) const {
  const double shift = kept_ == SelfEnergy::dissipative ? 0 : real_part(frequency) - counter_term_;
  return {shift, -evaluate(density_, frequency) / 2};
}

double BathSelfEnergy::below(double frequency) const {
  return kept_ == SelfEnergy::dissipative ? 0 : real_part(-frequency) - counter_term_;
}

double BathSelfEnergy::at_zero() const { return kept_ == SelfEnergy::full ? real_part(0) : 0; }

}  // namespace quflux::inline network
