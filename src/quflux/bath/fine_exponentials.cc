#include "quflux/bath/fine_exponentials.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "quflux/bath/density_poles.h"
#include "quflux/bath/lamb_shift.h"
#include "quflux/bath/pade.h"
#include "quflux/bath/sample_rates.h"
#include "quflux/core/error.h"
#include "quflux/numerics/aaa.h"

namespace quflux::inline bath {

namespace {

using Eigen::Index;

constexpr Complex kI(0, 1);

// The Pade terms that are always there, and beyond which AAA takes fewer.
constexpr double kFewestPade = 40;
constexpr double kMostPade = 400;
// N of them are right to 1e-10 up to |w|/T = (N/2.85)^2.
constexpr double kPadeReach = 2.85;

// The least relative distance of a pole of the density from one of the Bose function: closer,
// amplitudes lose more than five digits. Moving one so far changes C(t) by a part as small.
constexpr double kApart = 1e-5;

constexpr double kTolerance = 1e-11;
constexpr Index kMostSupports = 100;
// Poles this close to the real axis are no exponentials that decay.
constexpr double kReal = 1e-12;

std::vector<SingleDensity> terms_of(const SpectralDensity& density) {
  return std::visit(
      [](const auto& d) {
        if constexpr (requires { d.terms; }) {
          return d.terms;
        } else {
          return std::vector<SingleDensity>{d};
        }
      },
      density);
}

// Throws NoAnswer where the integral of R(w) diverges. That of a table does not: it ends.
void require_integrable(const SingleDensity& density) {
  if (std::holds_alternative<Table>(density)) return;
  if (const auto obstacle = lamb_shift_obstacle(any_density(density))) {
    throw NoAnswer("there is no correlation function: " + *obstacle);
  }
}

// How many Pade terms reach to the end of the band.
double pade_terms(const RateSamples& samples, double temperature) {
  return std::max(kFewestPade, std::ceil(kPadeReach * std::sqrt(samples.band / temperature)));
}

bool is_apart(const SingleDensity& density, const RealVector& rates) {
  return std::ranges::all_of(density_poles(density), [&](const DensityPole& pole) {
    return ((rates.cast<Complex>().array() - pole.rate).abs() > kApart * std::abs(pole.rate)).all();
  });
}

Exponentials aaa_exponentials(const RateSamples& samples) {
  // Every second sample, and w = 0 where it is one, which is in the middle.
  const Index size = samples.frequencies.size();
  const Index first = (size / 2) % 2;
  const auto every_second = Eigen::seq(first, size - 1, 2);
  const PoleSum r = rational_approximation(samples.frequencies(every_second),
                                           samples.rates(every_second), kTolerance, kMostSupports);
  std::vector<Index> decaying;
  for (Index k = 0; k < r.poles.size(); ++k) {
    if (r.poles(k).imag() < -kReal * std::abs(r.poles(k))) decaying.push_back(k);
  }
  return {kI * r.poles(decaying), -kI * r.residues(decaying)};
}

// int |R(w) - R of the sum| dw/(2 pi) over the band.
double misfit(const RateSamples& samples, const Exponentials& sum) {
  double integral = 0;
  double before = 0;
  for (Index i = 0; i < samples.frequencies.size(); ++i) {
    const double w = samples.frequencies(i);
    if (std::abs(w) > samples.band) continue;
    const double error = std::abs(samples.rates(i) - 2 * half_transform(sum, w).real());
    if (i > 0) integral += (w - samples.frequencies(i - 1)) * (before + error) / 2;
    before = error;
  }
  return integral / (2 * std::numbers::pi);
}

void add(Exponentials& sum, const Exponentials& more) { sum = joined(sum, more); }

}  // namespace

RationalExponentials rational_exponentials(const std::vector<SingleDensity>& densities,
                                           double temperature, Index pade_terms) {
  const PadePoles pade = pade_poles(pade_terms);
  RationalExponentials found;
  found.thermal.rates = (pade.xi * temperature).cast<Complex>();
  found.thermal.amplitudes = Vector::Zero(pade_terms);
  for (const SingleDensity& density : densities) {
    const std::vector<DensityPole> poles = density_poles(density);
    Exponentials own{Vector(poles.size()), Vector(poles.size())};
    for (Index k = 0; k < own.rates.size(); ++k) {
      const DensityPole& pole = poles[static_cast<std::size_t>(k)];
      own.rates(k) = pole.rate;
      own.amplitudes(k) = -kI * pole.residue * bose(pade, -kI * pole.rate / temperature);
    }
    add(found.poles, own);
    for (Index k = 0; k < pade_terms; ++k) {
      // gamma(-i nu) is imaginary.
      const Complex gamma = evaluate(any_density(density), -kI * found.thermal.rates(k));
      found.thermal.amplitudes(k) += pade.eta(k) * temperature * gamma.imag();
    }
  }
  return found;
}

FineExponentials fine_exponentials(const Reservoir& reservoir) {
  const double temperature = reservoir.temperature;
  FineExponentials fine;
  std::vector<RateSamples> rational_samples;
  double most_terms = kFewestPade;
  for (const SingleDensity& density : terms_of(reservoir.spectral_density)) {
    require_integrable(density);
    const RateSamples samples = sample_rates(density, temperature);
    const double largest = samples.rates.maxCoeff();
    if (largest == 0) continue;
    fine.largest += largest;
    fine.band = std::max(fine.band, samples.band);
    const double terms =
        is_rational(density) && temperature > 0 ? pade_terms(samples, temperature) : kMostPade + 1;
    if (terms <= kMostPade) {
      most_terms = std::max(most_terms, terms);
      fine.densities.push_back(density);
      rational_samples.push_back(samples);
    } else {
      const Exponentials own = aaa_exponentials(samples);
      fine.misfit += misfit(samples, own);
      add(fine.fitted, own);
    }
  }
  if (fine.densities.empty()) return fine;
  const auto count = static_cast<Index>(most_terms);
  const RealVector thermal = pade_poles(count).xi * temperature;
  for (std::size_t k = 0; k < fine.densities.size(); ++k) {
    while (!is_apart(fine.densities[k], thermal)) {
      fine.densities[k] = with_moved_poles(fine.densities[k], kApart);
    }
    const RationalExponentials own = rational_exponentials({fine.densities[k]}, temperature, count);
    fine.misfit += misfit(rational_samples[k], joined(own.poles, own.thermal));
  }
  fine.rational = rational_exponentials(fine.densities, temperature, count);
  return fine;
}

}  // namespace quflux::inline bath
