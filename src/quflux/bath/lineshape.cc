#include "quflux/bath/lineshape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "quflux/bath/matsubara_sum.h"
#include "quflux/bath/power_lineshape.h"
#include "quflux/core/constants.h"
#include "quflux/core/overload.h"

namespace quflux::inline bath {

namespace {

using Values = Lineshape::Values;

/// A part a w/(w^2 + mu^2) of a rational density.
struct Lorentzian {
  Complex weight;  ///< a
  Complex rate;    ///< mu, Re mu > 0
};

std::vector<Lorentzian> lorentzians(const Drude& d) {
  return {{d.coefficient * d.cutoff * d.cutoff, d.cutoff}};
}

// (w^2 - W^2)^2 + k^2 w^2 = (w^2 + mu_1^2)(w^2 + mu_2^2) with mu_1 + mu_2 = k, mu_1 mu_2 = W^2.
std::vector<Lorentzian> lorentzians(const Brownian& b) {
  const double half = b.width / 2;
  const Complex root = std::sqrt(Complex((half - b.frequency) * (half + b.frequency)));
  const Complex fast = half + root;
  const Complex slow = b.frequency * b.frequency / fast;
  const double strength = 4 * b.coupling * b.coupling * b.frequency * b.width;
  const Complex weight = strength / ((fast - slow) * (fast + slow));
  return {{weight, slow}, {-weight, fast}};
}

// How far rates must be from each other and from the Matsubara frequencies, as a part of
// themselves: closer, their terms are large and cancel.
constexpr double kLineshapeStep = 4e-3;

double step_of(const std::vector<Lorentzian>& parts, double temperature) {
  double step = kLineshapeStep;
  for (const Lorentzian& part : parts) {
    step = std::min(step, 0.1 * 2 * kPi * temperature / std::abs(part.rate));
  }
  return step;
}

bool are_apart(const std::vector<Lorentzian>& parts, double temperature, double distance) {
  for (const Lorentzian& part : parts) {
    const Complex x = part.rate / (2 * kPi * temperature);
    const double nearest = std::max(1.0, std::round(x.real()));
    if (std::abs(x - nearest) < distance * std::abs(x)) return false;
  }
  // Those of a mode are the root of what a step of its width changes apart.
  return parts.size() < 2 || std::abs(parts[1].rate - parts[0].rate) >
                                 std::sqrt(2 * distance) * std::abs(parts[0].rate);
}

// cot(pi x), to the last bits of x beside its poles, where terms of the Matsubara sums cancel it.
Complex cotangent_of_pi(Complex x) { return 1.0 / std::tan(kPi * (x - std::round(x.real()))); }

// C(t) of a part is that of its pole and of the Matsubara frequencies nu_k = 2 pi T k, Eq. (96).
Values lorentzian_lineshape(const Lorentzian& part, double temperature, Complex time) {
  const Complex mu = part.rate;
  const double nu = 2 * kPi * temperature;
  const Complex amplitude = part.weight / 4.0 * (cotangent_of_pi(mu / nu) - Complex(0, 1));
  const Complex decayed = std::exp(-mu * time);
  const Complex rate_at_zero = temperature * part.weight / (mu * mu);
  const MatsubaraSums later = matsubara_sums(mu / nu, nu * time);
  const Complex thermal = temperature * part.weight / (nu * nu);
  return {rate_at_zero * time / 2.0 - amplitude * (1.0 - decayed) / (mu * mu) -
              thermal / nu * (cubic_sum(mu / nu) - later.cubic),
          rate_at_zero / 2.0 - amplitude * decayed / mu - thermal * later.quadratic};
}

using Term = std::pair<double, std::vector<Lorentzian>>;

Values sum_of(const std::vector<Term>& terms, double temperature, Complex time) {
  if (time.real() < 0) {
    const auto [value, slope] = sum_of(terms, temperature, -std::conj(time));
    return {std::conj(value), -std::conj(slope)};
  }
  Values sum{0, 0};
  for (const auto& [factor, parts] : terms) {
    for (const Lorentzian& part : parts) {
      const auto [value, slope] = lorentzian_lineshape(part, temperature, time);
      sum.value += factor * value;
      sum.slope += factor * slope;
    }
  }
  return sum;
}

Drude moved(Drude d, double step) {
  d.cutoff *= 1 + step;
  return d;
}

Brownian moved(Brownian b, double step) {
  b.width *= 1 + step;
  return b;
}

// Where two poles meet, q is interpolated between densities whose poles are apart: it is smooth.
template <class Density>
std::vector<Term> well_separated(const Density& density, double temperature) {
  const double step = step_of(lorentzians(density), temperature);
  if (are_apart(lorentzians(density), temperature, step / 4)) return {{1, lorentzians(density)}};
  std::vector<Term> terms;
  const std::array weights{3.0 / 4, -3.0 / 10, 1.0 / 20};
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double by = step * static_cast<double>(i + 1);
    terms.emplace_back(weights[i], lorentzians(moved(density, by)));
    terms.emplace_back(weights[i], lorentzians(moved(density, -by)));
  }
  return terms;
}

template <class Density>
std::function<Values(Complex)> rational_lineshape(const Density& density, double temperature) {
  if (temperature == 0) {
    throw NoAnswer(
        "at T = 0 the lineshape function of Drude and Brownian densities is not known; "
        "give the bath a temperature above zero");
  }
  return [terms = well_separated(density, temperature), temperature](Complex time) {
    return sum_of(terms, temperature, time);
  };
}

}  // namespace

Lineshape::Lineshape(const Reservoir& reservoir) {
  const double temperature = reservoir.temperature;
  std::visit(
      Overload{[&](const PowerLaw& power) {
                 const PowerLineshape lineshape(power, temperature);
                 at_ = [lineshape](Complex time) { return lineshape.at(time); };
                 reorganisation_energy_ = lineshape.reorganisation_energy();
                 margin_ = 1 / *power.cutoff;
                 grows_ = power.coefficient > 0 && power.exponent <= (temperature > 0 ? 2 : 1);
               },
               [&](const Drude& drude) {
                 at_ = rational_lineshape(drude, temperature);
                 reorganisation_energy_ = drude.coefficient * drude.cutoff / 4;
                 grows_ = drude.coefficient > 0;
               },
               [&](const Brownian& brownian) {
                 at_ = rational_lineshape(brownian, temperature);
                 reorganisation_energy_ =
                     brownian.coupling * brownian.coupling / brownian.frequency;
                 grows_ = brownian.coupling != 0;
               },
               [&](const DensitySum& sum) {
                 std::vector<Lineshape> terms;
                 margin_ = std::numeric_limits<double>::infinity();
                 grows_ = false;
                 for (const SingleDensity& density : sum.terms) {
                   const Lineshape& term =
                       terms.emplace_back(Reservoir{any_density(density), temperature});
                   reorganisation_energy_ += term.reorganisation_energy_;
                   margin_ = std::min(margin_, term.margin_);
                   grows_ = grows_ || term.grows_;
                 }
                 at_ = [terms](Complex time) {
                   Values values{0, 0};
                   for (const Lineshape& term : terms) {
                     const auto [value, slope] = term.at(time);
                     values.value += value;
                     values.slope += slope;
                   }
                   return values;
                 };
               },
               [](const auto&) {
                 throw NoAnswer(
                     "the lineshape function of tables and functions has no closed form; fit the "
                     "density by a sum of power laws with a cutoff, Drude and Brownian densities");
               }},
      reservoir.spectral_density);
}

}  // namespace quflux::inline bath
