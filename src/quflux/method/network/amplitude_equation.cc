#include "quflux/method/network/amplitude_equation.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/majorana.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

AmplitudeBath amplitude_bath(const Network& network, std::size_t bath, const RealVector& weights,
                             const RealVector& frequencies,
                             const std::function<Reference(Index)>& reference,
                             const EquationOptions& options) {
  const Index n = weights.size();
  const Statistics statistics = network.statistics;
  AmplitudeBath term{bath, weights, Vector::Zero(n), Vector::Zero(n)};
  for (Index k = 0; k < n; ++k) {
    if (weights(k) == 0) continue;
    const Reference at = reference(k);
    const BathRates r = bath_rates(network.baths[bath], statistics, frequencies(k), at, options);
    term.damping(k) = {r.relaxation, r.shift};
    term.drive(k) = {
        r.drive, r.drive_shift + r.shift * occupation(statistics, at.frequency, at.temperature)};
  }
  return term;
}

// What the part of an exchange bath's operator that raises the modes adds: shifts alone.
AmplitudeBath counter_term(const Network& network, std::size_t bath, const RealVector& weights,
                           const RealVector& frequencies, const RealVector& equilibrium,
                           const EquationOptions& options) {
  const Index n = weights.size();
  AmplitudeBath term{bath, weights, Vector::Zero(n), Vector::Zero(n)};
  for (Index k = 0; k < n; ++k) {
    if (weights(k) == 0) continue;
    const CounterShifts s = counter_shifts(network.baths[bath], frequencies(k), options);
    term.damping(k) = Complex(0, s.shift);
    term.drive(k) = Complex(0, s.emission + s.shift * equilibrium(k));
  }
  return term;
}

// The bath that damps the modes most. From its equilibrium the deviation is smallest, so that no
// flow is a small difference of large numbers.
const NetworkBath& strongest_bath(const Network& network, const std::vector<RealVector>& weights,
                                  const RealVector& frequencies) {
  std::size_t strongest = 0;
  double largest = -1;
  for (std::size_t j = 0; j < network.baths.size(); ++j) {
    const SpectralDensity& density = network.baths[j].reservoir.spectral_density;
    double total = 0;
    for (Index k = 0; k < frequencies.size(); ++k) {
      if (weights[j](k) == 0 || frequencies(k) == 0) continue;
      total += std::pow(weights[j](k), 2) * evaluate(density, frequencies(k));
    }
    if (total > largest) {
      largest = total;
      strongest = j;
    }
  }
  return network.baths[strongest];
}

// sum over K_j of what `element` makes of two indices and a term.
template <class Element>
Matrix sum_of_terms(const AmplitudeEquation& equation, const Element& element) {
  const Index n = equation.h.rows();
  Matrix sum = Matrix::Zero(n, n);
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    for (const AmplitudeBath& term : equation.terms) {
      for_kept(equation, term, equation.blocks[b], equation.blocks[b + 1], [&](Index k, Index l) {
        sum(k, l) += term.weights(k) * term.weights(l) * element(term, k, l);
      });
    }
  }
  return sum;
}

Matrix damping_matrix(const AmplitudeEquation& equation) {
  return sum_of_terms(equation,
                      [](const AmplitudeBath& term, Index, Index l) { return term.damping(l); });
}

// Degenerate modes share one projector in the global equation. Zero modes, whose transitions have
// no sign, are by themselves in both: half full, whatever their block says of b^+ b.
std::vector<Index> blocks_of(const NormalModes& modes, NetworkEquation equation,
                             const EquationOptions& options) {
  const Index n = modes.energies.size();
  const Index zeros = modes.zero_modes();
  std::vector<Index> blocks;
  if (zeros > 0) blocks.push_back(0);
  if (zeros == n || equation != NetworkEquation::global) {
    if (zeros < n) blocks.push_back(zeros);
    blocks.push_back(n);
    return blocks;
  }
  for (const Index begin :
       degenerate_groups(modes.energies.tail(n - zeros), options.degeneracy_tolerance)) {
    blocks.push_back(zeros + begin);
  }
  return blocks;
}

}  // namespace

void require_damping_of_modes(const Network& network, const NormalModes& modes,
                              const EquationOptions& options) {
  std::vector<RealVector> weights;
  DampedQuadratures damped;
  for (const NetworkBath& bath : network.baths) {
    weights.push_back(acting_weights(
        bath, mode_weights(modes, bath, options.bath_coupling).rotating, modes.energies));
    (couples_through_p(modes, bath) ? damped.p : damped.q).push_back(weights.back());
  }
  if (network.statistics == Statistics::fermions) {
    require_damped_fermions(modes, chain_order(network), damped, options.degeneracy_tolerance);
  } else {
    require_damped_modes(modes.energies, weights, options.degeneracy_tolerance);
  }
}

namespace {

void require_damping_of_fermion_sites(const Network& network, const EquationOptions& options) {
  const NormalModes modes = normal_modes(network);
  const RealVector frequencies = network.exchange.diagonal().cwiseAbs();
  DampedQuadratures damped;
  for (const NetworkBath& bath : network.baths) {
    const RealVector acting = acting_weights(bath, bath.weights, frequencies);
    // At zero frequency a bath damps products with the quadrature that it couples through alone.
    const bool both = bath.weights.dot(frequencies) > 0;
    const bool through_p = couples_through_p(modes, bath);
    if (both || !through_p) damped.q.emplace_back(modes.from_q.transpose() * acting);
    if (both || through_p) damped.p.emplace_back(modes.to_p().transpose() * acting);
  }
  require_damped_fermions(modes, chain_order(network), damped, options.degeneracy_tolerance);
}

}  // namespace

void require_damping_of_sites(const Network& network, const EquationOptions& options) {
  if (network.statistics == Statistics::fermions &&
      mixes_fermions(network, NetworkEquation::local, options)) {
    require_damping_of_fermion_sites(network, options);
    return;
  }
  const RealVector frequencies = network.exchange.diagonal();
  const SymmetricEigen h = symmetric_eigen(network.exchange);
  std::vector<RealVector> weights;
  for (const NetworkBath& bath : network.baths) {
    weights.emplace_back(h.vectors.transpose() * acting_weights(bath, bath.weights, frequencies));
  }
  require_damped_modes(h.values, weights, options.degeneracy_tolerance);
}

NormalModes resolved_modes(const Network& network, NetworkEquation equation,
                           const EquationOptions& options) {
  NormalModes modes = normal_modes(network);
  if (network.statistics == Statistics::bosons || equation != NetworkEquation::global) return modes;
  return with_zero_modes(std::move(modes), options.degeneracy_tolerance);
}

AmplitudeEquation mode_equation(const Network& network, const NormalModes& modes,
                                NetworkEquation equation, const EquationOptions& options) {
  const RealVector& e = modes.energies;
  std::vector<RealVector> weights;
  std::vector<ModeWeights> all;
  for (const NetworkBath& bath : network.baths) {
    all.push_back(mode_weights(modes, bath, options.bath_coupling));
    weights.push_back(acting_weights(bath, all.back().rotating, e));
  }
  const double temperature = strongest_bath(network, weights, e).reservoir.temperature;
  AmplitudeEquation result;
  result.h = e.asDiagonal();
  result.detunings = modes.detunings.size() > 0 ? modes.detunings : e;
  result.diagonal = true;
  result.equilibrium =
      e.unaryExpr([&](double w) { return occupation(network.statistics, w, temperature); });
  for (std::size_t j = 0; j < network.baths.size(); ++j) {
    result.terms.push_back(amplitude_bath(
        network, j, all[j].rotating, e,
        [&](Index k) {
          return Reference{e(k), temperature};
        },
        options));
  }
  if (options.lamb_shift && options.bath_coupling == BathCoupling::exchange &&
      has_position_coupling(network)) {
    for (std::size_t j = 0; j < network.baths.size(); ++j) {
      result.terms.push_back(
          counter_term(network, j, all[j].counter, e, result.equilibrium, options));
    }
  }
  result.statistics = network.statistics;
  result.baths = static_cast<Index>(network.baths.size());
  result.completely_positive = equation == NetworkEquation::global;
  result.blocks = blocks_of(modes, equation, options);
  result.kept = [](Index, Index) { return true; };
  if (equation == NetworkEquation::partial_secular && options.secular_cutoff) {
    if (2 * e.minCoeff() <= *options.secular_cutoff) {
      throw NoAnswer(fmt::format(
          "secular_cutoff = {} keeps pairs of frequencies of opposite signs, {} and {}, which the "
          "moments of a network of oscillators do not have; use a smaller one, or the density "
          "matrix",
          *options.secular_cutoff, e.minCoeff(), -e.minCoeff()));
    }
    result.kept = [e, cutoff = *options.secular_cutoff](Index k, Index l) {
      return std::abs(e(k) - e(l)) <= cutoff;
    };
  }
  return result;
}

// Sites in the place of modes: a multiple of the unit matrix is the equilibrium that commutes with
// h.
AmplitudeEquation site_equation(const Network& network, const EquationOptions& options) {
  const RealVector frequencies = network.exchange.diagonal();
  std::vector<RealVector> weights;
  for (const NetworkBath& bath : network.baths) {
    weights.push_back(acting_weights(bath, bath.weights, frequencies));
  }
  const NetworkBath& strongest = strongest_bath(network, weights, frequencies);
  Index site = 0;
  strongest.weights.cwiseAbs().maxCoeff(&site);
  const Reference reference{frequencies(site), strongest.reservoir.temperature};
  AmplitudeEquation result;
  result.statistics = network.statistics;
  result.baths = static_cast<Index>(network.baths.size());
  result.completely_positive = true;
  result.h = network.exchange;
  result.diagonal = false;
  for (std::size_t j = 0; j < network.baths.size(); ++j) {
    result.terms.push_back(amplitude_bath(
        network, j, network.baths[j].weights, frequencies, [&](Index) { return reference; },
        options));
  }
  result.equilibrium = RealVector::Constant(
      frequencies.size(),
      occupation(network.statistics, reference.frequency, reference.temperature));
  result.blocks = {0, frequencies.size()};
  const double closest = options.degeneracy_tolerance * frequencies.maxCoeff();
  result.kept = [frequencies, closest](Index k, Index l) {
    return std::abs(frequencies(k) - frequencies(l)) <= closest;
  };
  return result;
}

Matrix drift(const AmplitudeEquation& equation) {
  return damping_matrix(equation) + Complex(0, 1) * equation.h;
}

Matrix drive(const AmplitudeEquation& equation) {
  const Matrix k = damping_matrix(equation);
  const auto c0 = equation.equilibrium.asDiagonal();
  return sum_of_terms(equation, [](const AmplitudeBath& term, Index i,
                                   Index l) { return term.drive(i) + std::conj(term.drive(l)); }) +
         k * c0 + c0 * k.adjoint();
}

}  // namespace quflux::inline network
