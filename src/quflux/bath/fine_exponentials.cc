#include "quflux/bath/fine_exponentials.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include <Eigen/QR>

#include "quflux/bath/density_poles.h"
#include "quflux/bath/lamb_shift.h"
#include "quflux/bath/pade.h"
#include "quflux/bath/sample_rates.h"
#include "quflux/core/constants.h"
#include "quflux/core/error.h"
#include "quflux/numerics/aaa.h"

namespace quflux::inline bath {

namespace {

using Eigen::Index;

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
// Poles this close to the real axis, in units of the distance between samples, are rounding: no
// sample sees them.
constexpr double kUnseenPole = 0.01;

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

// Whether a pole belongs to an exponential that decays and that samples on the real axis see.
bool is_decaying(Complex pole, const RealVector& frequencies) {
  const auto above = std::ranges::upper_bound(frequencies, pole.real()) - frequencies.begin();
  const Index next = std::clamp<Index>(above, 1, frequencies.size() - 1);
  return pole.imag() < -kUnseenPole * (frequencies(next) - frequencies(next - 1));
}

// AAA has a constant besides its poles, and no exponential does: without it amplitudes are fitted
// anew.
void fit_without_constant(Exponentials& sum, const RealVector& frequencies,
                          const RealVector& rates) {
  const Index n = sum.rates.size();
  Matrix response(frequencies.size(), n);
  for (Index i = 0; i < frequencies.size(); ++i) {
    response.row(i) = 2 * (sum.rates.array() - kI * frequencies(i)).inverse().transpose();
  }
  RealMatrix matrix(frequencies.size(), 2 * n);
  matrix << response.real(), -response.imag();
  const RealVector missing = rates - (response * sum.amplitudes).real();
  const RealVector change = matrix.colPivHouseholderQr().solve(missing);
  sum.amplitudes += change.head(n) + kI * change.tail(n);
}

Exponentials aaa_exponentials(const RateSamples& samples) {
  // Every second sample, and w = 0 where it is one, which is in the middle.
  const Index size = samples.frequencies.size();
  const Index first = (size / 2) % 2;
  const auto every_second = Eigen::seq(first, size - 1, 2);
  const RealVector frequencies = samples.frequencies(every_second);
  const RealVector rates = samples.rates(every_second);
  const PoleSum r = rational_approximation(frequencies, rates, kTolerance, kMostSupports);
  std::vector<Index> decaying;
  for (Index k = 0; k < r.poles.size(); ++k) {
    if (is_decaying(r.poles(k), frequencies)) decaying.push_back(k);
  }
  Exponentials sum{kI * r.poles(decaying), -kI * r.residues(decaying)};
  fit_without_constant(sum, frequencies, rates);
  return sum;
}

// int |R(w) - R of the sum| dw/(2 pi) over the band, and beyond it as if the error fell off as
// 1/w^2.
double misfit(const RateSamples& samples, const Exponentials& sum) {
  const Index size = (samples.frequencies.array().abs() <= samples.band).count();
  const Index first = (samples.frequencies.size() - size) / 2;
  const RealVector w = samples.frequencies.segment(first, size);
  const RealVector fitted =
      w.unaryExpr([&](double frequency) { return 2 * half_transform(sum, frequency).real(); });
  const RealVector error = (samples.rates.segment(first, size) - fitted).cwiseAbs();
  const Index last = size - 1;
  const double inside = (w.tail(last) - w.head(last)).dot(error.tail(last) + error.head(last)) / 2;
  const double beyond = samples.band * (error(0) + error(last));
  return (inside + beyond + samples.unknown) / (2 * std::numbers::pi);
}

// Adds terms to a sum; one that has a rate of the sum becomes part of that term.
void add(Exponentials& sum, const Exponentials& more) {
  for (Index k = 0; k < more.rates.size(); ++k) {
    const auto same = std::ranges::find(sum.rates, more.rates(k));
    if (same != sum.rates.end()) {
      sum.amplitudes(same - sum.rates.begin()) += more.amplitudes(k);
    } else {
      sum = joined(sum, {more.rates.segment(k, 1), more.amplitudes.segment(k, 1)});
    }
  }
}

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
