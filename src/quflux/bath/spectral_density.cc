#include "quflux/bath/spectral_density.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/core/overload.h"

namespace quflux::inline bath {

namespace {

double power(double base, double exponent) {
  // The exponents of nearly all models; several times faster than pow and exact to the last bit.
  if (exponent == 1) return base;
  if (exponent == 2) return base * base;
  if (exponent == 3) return base * base * base;
  return std::pow(base, exponent);
}

std::complex<double> power(std::complex<double> base, double exponent) {
  if (exponent == 1) return base;
  if (exponent == 2) return base * base;
  if (exponent == 3) return base * base * base;
  return std::pow(base, exponent);
}

template <class Number>
Number evaluate(const PowerLaw& p, Number frequency) {
  const Number bare = p.coefficient * power(frequency, p.exponent);
  if (!p.cutoff) return bare;
  const Number damping = std::exp(-frequency / *p.cutoff);
  // Far above the cutoff the power may overflow, and 0 times infinity is not a number.
  return damping == Number(0) ? Number(0) : bare * damping;
}

template <class Number>
Number evaluate(const Drude& d, Number frequency) {
  const Number x = frequency / d.cutoff;
  return d.coefficient * frequency / (1.0 + x * x);
}

double evaluate(const Table& t, double frequency) { return t(frequency); }

void require_spectral_value(double value, double frequency) {
  if (!(std::isfinite(value) && value >= 0)) {
    throw NoAnswer(
        fmt::format("the user-defined spectral density is {} at the frequency {}; it must be a "
                    "finite number >= 0",
                    value, frequency));
  }
}

double evaluate(const Function& u, double frequency) {
  const double value = u.function(frequency);
  require_spectral_value(value, frequency);
  return value;
}

std::complex<double> no_continuation() {
  throw NoAnswer(
      "tables and user-defined spectral densities have no continuation to complex frequencies; use "
      "a power law or a Drude density");
}

}  // namespace

void validate(const SpectralDensity& density, const Subject& what) {
  const auto coefficient = [&] { return "the coefficient of " + what.text(); };
  const auto cutoff = [&] { return "the cutoff of " + what.text(); };
  std::visit(
      Overload{[&](const PowerLaw& p) {
                 require_non_negative(p.coefficient, coefficient);
                 require_finite(p.exponent, [&] { return "the exponent of " + what.text(); });
                 if (p.cutoff) require_positive(*p.cutoff, cutoff);
               },
               [&](const Drude& d) {
                 require_non_negative(d.coefficient, coefficient);
                 require_positive(d.cutoff, cutoff);
               },
               [](const Table&) {},  // checked when it was made
               [&](const Function& u) {
                 if (!u.function) {
                   throw NoAnswer(what.text() + " has no function; give gamma(w) for w > 0");
                 }
                 if (u.slope_at_zero) {
                   require_non_negative(*u.slope_at_zero,
                                        [&] { return "the slope at zero of " + what.text(); });
                 }
               }},
      density);
}

double evaluate(const SpectralDensity& density, double frequency) {
  return std::visit([&](const auto& d) { return evaluate(d, frequency); }, density);
}

std::vector<double> evaluate(const SpectralDensity& density, std::span<const double> frequencies) {
  std::vector<double> values(frequencies.size());
  const auto* user = std::get_if<Function>(&density);
  if (user == nullptr) {
    std::ranges::transform(frequencies, values.begin(),
                           [&](double frequency) { return evaluate(density, frequency); });
    return values;
  }
  if (!frequencies.empty()) user->function(frequencies, values);
  for (std::size_t i = 0; i < values.size(); ++i) {
    require_spectral_value(values[i], frequencies[i]);
  }
  return values;
}

std::complex<double> evaluate(const SpectralDensity& density, std::complex<double> frequency) {
  return std::visit(Overload{[&](const auto& d) { return evaluate(d, frequency); },
                             [](const Table&) { return no_continuation(); },
                             [](const Function&) { return no_continuation(); }},
                    density);
}

std::optional<double> slope_at_zero(const SpectralDensity& density) {
  return std::visit(Overload{[](const PowerLaw& p) -> std::optional<double> {
                               if (p.coefficient == 0 || p.exponent > 1) return 0;
                               if (p.exponent == 1) return p.coefficient;
                               return std::nullopt;
                             },
                             [](const Drude& d) -> std::optional<double> { return d.coefficient; },
                             [](const Table& t) { return t.slope_at_zero(); },
                             [](const Function& u) { return u.slope_at_zero; }},
                    density);
}

std::optional<std::string> lamb_shift_obstacle(const SpectralDensity& density) {
  return std::visit(
      Overload{[](const PowerLaw& p) -> std::optional<std::string> {
                 if (p.coefficient == 0) return std::nullopt;
                 if (!p.cutoff) {
                   return fmt::format(
                       "the integral over a bare power law w^{} diverges at large frequencies; "
                       "give it a cutoff",
                       p.exponent);
                 }
                 if (p.exponent <= 0) {
                   return fmt::format(
                       "the integral over w^{} diverges at w = 0; the exponent must be > 0",
                       p.exponent);
                 }
                 return std::nullopt;
               },
               [](const Drude&) -> std::optional<std::string> { return std::nullopt; },
               [](const Table&) -> std::optional<std::string> {
                 return "a table ends, but the integral runs over all frequencies; use a power law "
                        "with a cutoff or a Drude density";
               },
               [](const Function& u) -> std::optional<std::string> {
                 if (u.decays) return std::nullopt;
                 return "a user-defined spectral density must be declared to decay for the "
                        "integral to converge";
               }},
      density);
}

}  // namespace quflux::inline bath
