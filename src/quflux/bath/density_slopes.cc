#include "quflux/bath/density_slopes.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <span>

#include "quflux/core/overload.h"

namespace quflux::inline bath {

namespace {

using Limit = std::optional<double>;

/// A number of a kind of densities, by its name.
template <class Density>
struct NumberRow {
  std::string_view name;
  double (*slope)(const Density&, double w);  ///< d gamma(w)/dp
  Limit (*at_zero)(const Density&);           ///< d/dp of the limit of gamma(w)/w
};

double gamma(const auto& density, double w) { return evaluate(SpectralDensity(density), w); }

double unit_power(const PowerLaw& p, double w) {
  return gamma(PowerLaw{1, p.exponent, p.cutoff}, w);
}

// (w^2 - W^2)^2 + k^2 w^2
double denominator(const Brownian& b, double w) {
  const double detuning = (w - b.frequency) * (w + b.frequency);
  return detuning * detuning + b.width * b.width * w * w;
}

// 4 l^2 k/W^3
double zero_slope(const Brownian& b) {
  return 4 * b.coupling * b.coupling * b.width / std::pow(b.frequency, 3);
}

constexpr auto kNothing = [](const auto&) -> Limit { return 0; };

constexpr std::array kPowerLaw{
    NumberRow<PowerLaw>{"coefficient", unit_power,
                        [](const PowerLaw& p) -> Limit {
                          if (p.exponent < 1) return std::nullopt;
                          return p.exponent == 1 ? 1 : 0;
                        }},
    NumberRow<PowerLaw>{"exponent",
                        [](const PowerLaw& p, double w) { return gamma(p, w) * std::log(w); },
                        [](const PowerLaw& p) -> Limit {
                          if (p.exponent > 1 || p.coefficient == 0) return 0;
                          return std::nullopt;
                        }},
    NumberRow<PowerLaw>{
        "cutoff",
        [](const PowerLaw& p, double w) { return gamma(p, w) * w / (*p.cutoff * *p.cutoff); },
        kNothing}};

constexpr std::array kDrude{NumberRow<Drude>{"coefficient",
                                             [](const Drude& d, double w) {
                                               return gamma(Drude{1, d.cutoff}, w);
                                             },
                                             [](const Drude&) -> Limit { return 1; }},
                            NumberRow<Drude>{"cutoff",
                                             [](const Drude& d, double w) {
                                               const double x = w / d.cutoff;
                                               return gamma(d, w) * 2 * x * x /
                                                      (d.cutoff * (1 + x * x));
                                             },
                                             kNothing}};

constexpr std::array kBrownian{
    NumberRow<Brownian>{"coupling",
                        [](const Brownian& b, double w) {
                          return 2 * b.coupling * gamma(Brownian{1, b.frequency, b.width}, w);
                        },
                        [](const Brownian& b) -> Limit {
                          return 2 * b.coupling * zero_slope({1, b.frequency, b.width});
                        }},
    NumberRow<Brownian>{
        "frequency",
        [](const Brownian& b, double w) {
          const double detuning = (w - b.frequency) * (w + b.frequency);
          return gamma(b, w) * (1 / b.frequency + 4 * b.frequency * detuning / denominator(b, w));
        },
        [](const Brownian& b) -> Limit { return -3 * zero_slope(b) / b.frequency; }},
    NumberRow<Brownian>{"width",
                        [](const Brownian& b, double w) {
                          return gamma(b, w) *
                                 (1 / b.width - 2 * b.width * w * w / denominator(b, w));
                        },
                        [](const Brownian& b) -> Limit { return zero_slope(b) / b.width; }}};

// The numbers of a kind of densities; tables and functions have none.
template <class Density>
std::span<const NumberRow<Density>> numbers_of(const Density& /*unused*/) {
  return {};
}
template <>
std::span<const NumberRow<PowerLaw>> numbers_of(const PowerLaw& p) {
  return std::span(kPowerLaw).first(p.cutoff ? 3 : 2);
}
template <>
std::span<const NumberRow<Drude>> numbers_of(const Drude& /*unused*/) {
  return kDrude;
}
template <>
std::span<const NumberRow<Brownian>> numbers_of(const Brownian& /*unused*/) {
  return kBrownian;
}

[[noreturn]] void throw_unknown(std::string_view number) {
  throw Error(fmt::format("the spectral density has no number '{}'", number));
}

// What `of` says of the row of that name.
template <class Density, class Of>
auto of_number(const Density& density, std::string_view name, const Of& of) {
  const auto rows = numbers_of(density);
  const auto row = std::ranges::find(rows, name, &NumberRow<Density>::name);
  if (row == rows.end()) throw_unknown(name);
  return of(*row);
}

// The term of a sum and its number in "1.cutoff".
std::pair<const SingleDensity&, std::string_view> term_of(const DensitySum& sum,
                                                          std::string_view number) {
  const std::size_t dot = number.find('.');
  std::size_t k = sum.terms.size();
  std::from_chars(number.data(), number.data() + std::min(dot, number.size()), k);
  if (dot == std::string_view::npos || k >= sum.terms.size()) throw_unknown(number);
  return {sum.terms[k], number.substr(dot + 1)};
}

double frequency_slope(const PowerLaw& p, double w) {
  return gamma(p, w) * (p.exponent / w - (p.cutoff ? 1 / *p.cutoff : 0));
}

double frequency_slope(const Drude& d, double w) {
  const double x = w / d.cutoff;
  return d.coefficient * (1 - x) * (1 + x) / std::pow(1 + x * x, 2);
}

double frequency_slope(const Brownian& b, double w) {
  const double detuning = (w - b.frequency) * (w + b.frequency);
  return gamma(b, w) * (1 / w - (4 * w * detuning + 2 * b.width * b.width * w) / denominator(b, w));
}

// Between two rows a table is a cubic, whose slope follows from four of its values; below the first
// row it is another one, or has no value.
double frequency_slope(const Table& t, double w) {
  const std::vector<double>& rows = t.frequencies();
  const auto above = std::ranges::upper_bound(rows, w);
  if (above == rows.end()) {
    static_cast<void>(t(w));  // throws beyond the table
    return frequency_slope(t, std::nextafter(rows.back(), 0));
  }
  const double to = *above;
  const double from = above == rows.begin() ? 0 : *(above - 1);
  // Values at the ends and at the thirds, x = 0, 1, 2, 3, and the slope of Lagrange's cubic there.
  const double step = (to - from) / 3;
  const std::array<double, 4> f{from > 0 || above != rows.begin() ? t(from) : 0, t(from + step),
                                t(from + 2 * step), t(to)};
  const double x = (w - from) / step;
  const double slope = f[0] * (-11 + x * (12 - 3 * x)) / 6 + f[1] * (6 + x * (-10 + 3 * x)) / 2 +
                       f[2] * (-3 + x * (8 - 3 * x)) / 2 + f[3] * (2 + x * (-6 + 3 * x)) / 6;
  return slope / step;
}

double frequency_slope(const Function& /*unused*/, double /*unused*/) {
  throw NoAnswer(
      "a spectral density that is a function has no known slope, and the transitions that it is "
      "asked at move");
}

double frequency_slope(const DensitySum& sum, double w) {
  double total = 0;
  for (const SingleDensity& term : sum.terms) total += density_slope(any_density(term), w);
  return total;
}

using Small = std::optional<SmallFrequencies>;

Small small(const PowerLaw& p) {
  if (p.coefficient == 0 || p.exponent > 2) return SmallFrequencies{0, 0};
  if (p.exponent == 2) return SmallFrequencies{0, p.coefficient};
  if (p.exponent != 1) return std::nullopt;
  return SmallFrequencies{p.coefficient, p.cutoff ? -p.coefficient / *p.cutoff : 0};
}
Small small(const Drude& d) { return SmallFrequencies{d.coefficient, 0}; }
Small small(const Brownian& b) { return SmallFrequencies{zero_slope(b), 0}; }
Small small(const Table& /*unused*/) { return std::nullopt; }
Small small(const Function& /*unused*/) { return std::nullopt; }
Small small(const DensitySum& sum) {
  SmallFrequencies total{0, 0};
  for (const SingleDensity& term : sum.terms) {
    const Small own = at_small_frequencies(any_density(term));
    if (!own) return std::nullopt;
    total.linear += own->linear;
    total.quadratic += own->quadratic;
  }
  return total;
}

}  // namespace

std::string_view number_of_density(std::string_view path) {
  constexpr std::string_view kDensity = "spectral_density.";
  if (path.starts_with(kDensity)) return path.substr(kDensity.size());
  throw Error(fmt::format("a reservoir has no number '{}'", path));
}

double density_slope(const SpectralDensity& density, double frequency) {
  return std::visit([&](const auto& d) { return frequency_slope(d, frequency); }, density);
}

double density_slope(const SpectralDensity& density, std::string_view number, double frequency) {
  return std::visit(Overload{[&](const DensitySum& sum) {
                               const auto [term, name] = term_of(sum, number);
                               return density_slope(any_density(term), name, frequency);
                             },
                             [&](const auto& d) {
                               return of_number(d, number, [&](const auto& row) {
                                 return row.slope(d, frequency);
                               });
                             }},
                    density);
}

std::optional<double> zero_slope_change(const SpectralDensity& density, std::string_view number) {
  return std::visit(Overload{[&](const DensitySum& sum) {
                               const auto [term, name] = term_of(sum, number);
                               return zero_slope_change(any_density(term), name);
                             },
                             [&](const auto& d) {
                               return of_number(d, number,
                                                [&](const auto& row) { return row.at_zero(d); });
                             }},
                    density);
}

std::optional<SmallFrequencies> at_small_frequencies(const SpectralDensity& density) {
  return std::visit([](const auto& d) { return small(d); }, density);
}

}  // namespace quflux::inline bath
