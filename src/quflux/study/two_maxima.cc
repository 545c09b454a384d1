#include "quflux/study/two_maxima.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "quflux/bath/spectral_density.h"
#include "quflux/core/error.h"
#include "quflux/method/bond_spectrum.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/recognise.h"
#include "quflux/numerics/maxima.h"
#include "quflux/study/families.h"

namespace quflux::inline study {

namespace {

// What the spectrum of the flow has next to the real axis: the resonances, and poles of quanta and
// spectral densities.
Vector poles_of(const Model& model, const Vector& resonances) {
  std::vector<Complex> poles{0};
  poles.insert(poles.end(), resonances.begin(), resonances.end());
  for (const ModelBath& bath : model.baths) {
    if (bath.temperature > 0) {
      poles.emplace_back(0, 2 * std::numbers::pi * bath.temperature);
    }
    for (const double cutoff : cutoffs(bath.spectral_density)) poles.emplace_back(0, cutoff);
    for (const Peak& peak : peaks(bath.spectral_density)) {
      poles.emplace_back(peak.frequency, peak.width / 2);
    }
  }
  return Eigen::Map<Vector>(poles.data(), static_cast<Eigen::Index>(poles.size()));
}

// Of the spectrum of the one bond of a model, next to its resonances; zero where it has none.
int maxima_of_flow(const Model& model, const Equation& equation) {
  constexpr double kWidths = 10;  // of the wider resonance, on either side
  const Vector z = resonances(require_network(model), equation_options(equation.options));
  if (!(z.imag().maxCoeff() < 0 && z.real().minCoeff() > 0)) return 0;
  const double around = kWidths * -z.imag().minCoeff();
  const double lowest = z.real().minCoeff();
  const auto spectrum = [&](std::span<const double> frequencies) -> RealVector {
    return bond_spectrum(equation, model, &Road::flow_spectrum, 0, frequencies);
  };
  // It has the sign of the difference of quanta.
  const double sign = std::copysign(1.0, spectrum(std::vector{lowest})(0));
  const auto size = [&](std::span<const double> places) -> RealVector {
    return sign * spectrum(places);
  };
  return count_maxima(size, std::max(lowest - around, lowest / 100), z.real().maxCoeff() + around,
                      poles_of(model, z));
}

}  // namespace

std::optional<double> exact_two_maxima(const Study& study, const std::string& path,
                                       const Interval& interval, const Equation& equation,
                                       const std::atomic<bool>* stop) {
  constexpr int kSamples = 48;
  constexpr int kHalvings = 50;
  constexpr double kAccuracy = 1e-10;
  const auto stopped = [&] { return stop != nullptr && *stop; };
  // None where there is no answer.
  const auto has_two = [&](double coupling) -> std::optional<bool> {
    try {
      const int maxima = maxima_of_flow(model_at(study, path, coupling), equation);
      return maxima == 0 ? std::nullopt : std::optional(maxima > 1);
    } catch (const NoAnswer&) {
      return std::nullopt;
    }
  };
  std::optional<double> one;  // the last coupling with one maximum
  for (int i = 0; i <= kSamples && !stopped(); ++i) {
    double two = interval.lower + (interval.upper - interval.lower) * i / kSamples;
    const std::optional<bool> there = has_two(two);
    if (!there) continue;
    if (!*there) {
      one = two;
      continue;
    }
    if (!one) return std::nullopt;
    for (int k = 0; k < kHalvings && std::abs(two - *one) > kAccuracy * std::abs(two); ++k) {
      if (stopped()) return std::nullopt;
      const double middle = (*one + two) / 2;
      (has_two(middle).value_or(true) ? two : *one) = middle;
    }
    return (*one + two) / 2;
  }
  return std::nullopt;
}

}  // namespace quflux::inline study
