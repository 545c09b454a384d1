#include "quflux/bath/spectral_density.h"

#include <algorithm>
#include <cmath>
#include <functional>

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

template <class Number>
Number evaluate(const Brownian& b, Number frequency) {
  // In units of W, so that squares of extreme frequencies do not leave the range of numbers.
  const Number x = frequency / b.frequency;
  const double k = b.width / b.frequency;
  const Number detuning = (x - 1.0) * (x + 1.0);
  const double scale = 4 * b.coupling * b.coupling / b.frequency;
  return scale * k * x / (detuning * detuning + k * k * x * x);
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

template <class Number>
Number evaluate(const DensitySum& sum, Number frequency) {
  Number total = 0;
  for (const SingleDensity& term : sum.terms) total += evaluate(any_density(term), frequency);
  return total;
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
  const auto part = [&](const char* name) {
    return [&what, name] { return fmt::format("the {} of {}", name, what.text()); };
  };
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
               [&](const Brownian& b) {
                 require_finite(b.coupling, part("coupling"));
                 require_positive(b.frequency, part("frequency"));
                 require_positive(b.width, part("width"));
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
               },
               [&](const DensitySum& sum) {
                 if (sum.terms.empty()) {
                   throw NoAnswer(what.text() + " is a sum of none; it must have one at least");
                 }
                 for (std::size_t k = 0; k < sum.terms.size(); ++k) {
                   validate(any_density(sum.terms[k]),
                            [&] { return fmt::format("{} ({})", what.text(), k); });
                 }
               }},
      density);
}

SpectralDensity any_density(const SingleDensity& density) {
  return std::visit([](const auto& d) -> SpectralDensity { return d; }, density);
}

bool has_function(const SpectralDensity& density) {
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    return std::ranges::any_of(sum->terms, [](const SingleDensity& term) {
      return std::holds_alternative<Function>(term);
    });
  }
  return std::holds_alternative<Function>(density);
}

double evaluate(const SpectralDensity& density, double frequency) {
  return std::visit([&](const auto& d) { return evaluate(d, frequency); }, density);
}

std::vector<double> evaluate(const SpectralDensity& density, std::span<const double> frequencies) {
  std::vector<double> values(frequencies.size());
  if (const auto* sum = std::get_if<DensitySum>(&density)) {
    for (const SingleDensity& term : sum->terms) {
      const std::vector<double> own = evaluate(any_density(term), frequencies);
      std::ranges::transform(values, own, values.begin(), std::plus());
    }
    return values;
  }
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
                             [](const Brownian& b) -> std::optional<double> {
                               const double l = b.coupling / b.frequency;
                               return 4 * l * l * (b.width / b.frequency);
                             },
                             [](const Table& t) { return t.slope_at_zero(); },
                             [](const Function& u) { return u.slope_at_zero; },
                             [](const DensitySum& sum) -> std::optional<double> {
                               double total = 0;
                               for (const SingleDensity& term : sum.terms) {
                                 const std::optional<double> slope =
                                     slope_at_zero(any_density(term));
                                 if (!slope) return std::nullopt;
                                 total += *slope;
                               }
                               return total;
                             }},
                    density);
}

std::string slope_obstacle(const SpectralDensity& density) {
  if (slope_at_zero(density)) return "";
  return std::visit(
      Overload{[](const PowerLaw& p) {
                 return fmt::format(
                     "gamma(w)/w of a power law w^{} diverges at w = 0; its exponent must be >= 1",
                     p.exponent);
               },
               [](const Table& t) { return t.slope_obstacle(); },
               [](const Function&) -> std::string {
                 return "gamma(w)/w of a function has no known limit at w = 0; give it as "
                        "Function(f, slope_at_zero=...)";
               },
               [](const DensitySum& sum) {
                 std::string reason;
                 for (const SingleDensity& term : sum.terms) {
                   if (reason.empty()) reason = slope_obstacle(any_density(term));
                 }
                 return reason;
               },
               [](const auto&) -> std::string { return ""; }},
      density);
}

std::vector<Peak> peaks(const SpectralDensity& density) {
  return std::visit(Overload{[](const Brownian& b) -> std::vector<Peak> {
                               return {{b.frequency, b.width}};
                             },
                             [](const DensitySum& sum) {
                               std::vector<Peak> all;
                               for (const SingleDensity& term : sum.terms) {
                                 const std::vector<Peak> own = peaks(any_density(term));
                                 all.insert(all.end(), own.begin(), own.end());
                               }
                               return all;
                             },
                             [](const auto&) { return std::vector<Peak>(); }},
                    density);
}

std::vector<double> cutoffs(const SpectralDensity& density) {
  using Numbers = std::vector<double>;
  return std::visit(
      Overload{[](const PowerLaw& p) { return p.cutoff ? Numbers{*p.cutoff} : Numbers{}; },
               [](const Drude& d) { return Numbers{d.cutoff}; },
               [](const Brownian& b) { return Numbers{std::max(b.frequency, b.width)}; },
               [](const DensitySum& sum) {
                 Numbers all;
                 for (const SingleDensity& term : sum.terms) {
                   const Numbers own = cutoffs(any_density(term));
                   all.insert(all.end(), own.begin(), own.end());
                 }
                 return all;
               },
               [](const auto&) { return Numbers(); }},
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
               [](const Brownian&) -> std::optional<std::string> { return std::nullopt; },
               [](const Table&) -> std::optional<std::string> {
                 return "a table ends, but the integral runs over all frequencies; use a power law "
                        "with a cutoff or a Drude density";
               },
               [](const Function& u) -> std::optional<std::string> {
                 if (u.decays) return std::nullopt;
                 return "a user-defined spectral density must be declared to decay for the "
                        "integral to converge";
               },
               [](const DensitySum& sum) {
                 std::optional<std::string> reason;
                 for (const SingleDensity& term : sum.terms) {
                   if (!reason) reason = lamb_shift_obstacle(any_density(term));
                 }
                 return reason;
               }},
      density);
}

}  // namespace quflux::inline bath
