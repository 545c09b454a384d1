#include "quflux/method/network/counted_network.h"

#include <type_traits>
#include <utility>

#include "quflux/bath/precise_density.h"
#include "quflux/core/rounded.h"
#include "quflux/method/network/bath_rates.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/refine_eigenbasis.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

double density_at(const SpectralDensity& density, double frequency) {
  return evaluate(density, frequency);
}
DoubleDouble density_at(const SpectralDensity& density, const DoubleDouble& frequency) {
  return evaluate_precisely(density, frequency);
}

BasicEigenbasis<DoubleDouble> precise_modes(const Matrix& h) { return refine(eigenbasis(h), h); }

template <class Real>
struct HalfRates {
  std::complex<Real> emission;    // Gamma(w)
  std::complex<Real> absorption;  // Gamma(-w)
};

template <class Real>
HalfRates<Real> half_rates(const NetworkBath& bath, Statistics statistics, const Real& frequency,
                           const EquationOptions& options) {
  const auto& [density, temperature] = bath.reservoir;
  const double w = to_double(frequency);
  const BathRates shifts = bath_rates(bath, statistics, w, {w, temperature}, options);
  const double z = statistics == Statistics::fermions ? 1 : -1;
  const Real half = density_at(density, frequency) / Real(2);
  const Real quanta = occupation_number(frequency, temperature);
  return {{half * (quanta + Real(1)), Real(shifts.shift + z * shifts.drive_shift)},
          {half * quanta, Real(shifts.drive_shift)}};
}

// What an equation is written in, modes or sites.
template <class Real>
struct Coordinates {
  BasicRealVector<Real> frequencies;
  BasicRealVector<Real> detunings;             // of modes, less a common one
  std::vector<BasicRealVector<Real>> weights;  // of each term
};

template <class Real>
Coordinates<Real> coordinates_of(const Network& network, const AmplitudeEquation& equation);

template <>
Coordinates<double> coordinates_of(const Network& /*network*/, const AmplitudeEquation& equation) {
  Coordinates<double> result{equation.h.diagonal(), equation.detunings, {}};
  for (const AmplitudeBath& term : equation.terms) result.weights.push_back(term.weights);
  return result;
}

// In the same order: without position couplings modes are eigenvectors of the exchange matrix.
template <>
Coordinates<DoubleDouble> coordinates_of(const Network& network,
                                         const AmplitudeEquation& equation) {
  Coordinates<DoubleDouble> result{equation.h.diagonal().cast<DoubleDouble>(), {}, {}};
  BasicRealMatrix<DoubleDouble> modes;
  if (equation.diagonal) {
    const BasicEigenbasis<DoubleDouble> basis = precise_modes(network.exchange.cast<Complex>());
    result.frequencies = basis.energies;
    result.detunings = basis.energies;
    modes = basis.vectors.real();
  }
  for (const AmplitudeBath& term : equation.terms) {
    if (!equation.diagonal) {
      result.weights.emplace_back(term.weights.cast<DoubleDouble>());
      continue;
    }
    const BasicRealVector<DoubleDouble> sites =
        network.baths[term.bath].weights.cast<DoubleDouble>();
    result.weights.emplace_back(modes.transpose().lazyProduct(sites));
  }
  return result;
}

template <class Real>
Jumps<Real> jumps_of(const Network& network, const AmplitudeEquation& equation,
                     const AmplitudeBath& term, const BasicRealVector<Real>& frequencies,
                     const BasicRealVector<Real>& weights, const EquationOptions& options,
                     double z) {
  const Index n = equation.h.rows();
  std::vector<HalfRates<Real>> rates(static_cast<std::size_t>(n));
  for (Index k = 0; k < n; ++k) {
    if (term.weights(k) == 0) continue;
    rates[static_cast<std::size_t>(k)] =
        half_rates<Real>(network.baths[term.bath], network.statistics, frequencies(k), options);
  }
  Jumps<Real> jumps = no_jumps<Real>(n);
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    for_kept(equation, term, equation.blocks[b], equation.blocks[b + 1], [&](Index k, Index l) {
      const Real weight = weights(k) * weights(l);
      const HalfRates<Real>& of_k = rates[static_cast<std::size_t>(k)];
      const HalfRates<Real>& of_l = rates[static_cast<std::size_t>(l)];
      jumps.d(k, l) = weight * (of_l.emission + std::conj(of_k.emission));
      jumps.u(k, l) = weight * (of_k.absorption + std::conj(of_l.absorption));
      jumps.m(k, l) = weight * (of_l.emission - Real(z) * of_k.absorption);
    });
  }
  return jumps;
}

// Normal modes are what the dressing of the system counts; of the local equation, which has the
// sites, only counting by quanta is.
template <class Real>
void count_by_modes(const BasicEigenbasis<Real>& modes, CountedNetwork<Real>& counted) {
  counted.energies = modes.energies;
  counted.h = modes.energies.template cast<std::complex<Real>>().asDiagonal();
  for (Jumps<Real>& jumps : counted.baths) {
    for (BasicMatrix<Real>* m : {&jumps.d, &jumps.u, &jumps.m})
      *m = multiplied(modes.vectors.adjoint(), multiplied(*m, modes.vectors));
  }
}

template <class Real>
BasicEigenbasis<Real> modes_of(const Matrix& h) {
  if constexpr (std::is_same_v<Real, double>) {
    HermitianEigen modes = hermitian_eigen(h);
    return {std::move(modes.values), std::move(modes.vectors)};
  } else {
    return precise_modes(h);
  }
}

template <class Real>
BasicRealVector<Real> less_mean(const BasicRealVector<Real>& x) {
  return x.array() - x.sum() / Real(x.size());
}

}  // namespace

template <class Real>
CountedNetwork<Real> counted_network(const Network& network, const ClosedMoments& closed,
                                     const EquationOptions& options) {
  const AmplitudeEquation& equation = closed.equation;
  const Coordinates<Real> coordinates = coordinates_of<Real>(network, equation);
  CountedNetwork<Real> counted{.z = network.statistics == Statistics::fermions ? 1.0 : -1.0,
                               .energies = coordinates.frequencies,
                               .h = equation.h.cast<std::complex<Real>>(),
                               .baths = {}};
  for (std::size_t j = 0; j < equation.terms.size(); ++j) {
    counted.baths.push_back(jumps_of<Real>(network, equation, equation.terms[j],
                                           coordinates.frequencies, coordinates.weights[j], options,
                                           counted.z));
  }
  if (!equation.diagonal && options.counting == Dressing::system) {
    count_by_modes(modes_of<Real>(equation.h.cast<Complex>()), counted);
  }
  const BasicRealVector<Real> diagonal = equation.diagonal
                                             ? coordinates.detunings
                                             : BasicRealVector<Real>(counted.h.diagonal().real());
  counted.h.diagonal() = less_mean(diagonal).template cast<std::complex<Real>>();
  return counted;
}

template CountedNetwork<double> counted_network(const Network&, const ClosedMoments&,
                                                const EquationOptions&);
template CountedNetwork<DoubleDouble> counted_network(const Network&, const ClosedMoments&,
                                                      const EquationOptions&);

}  // namespace quflux::inline network
