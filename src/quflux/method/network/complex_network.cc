#include "quflux/method/network/complex_network.h"

#include <cmath>
#include <functional>
#include <numbers>

#include "quflux/core/error.h"
#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/precise_flows.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// One bath: A_mn = g_m conj(c_m) c_n f damping_n and, of the deviation M - M_0, N_mn = g_m g_n
// conj(c_m) c_n f (drive_n + conj(drive_m)).
struct BathTerm {
  Vector coefficients;  // c
  Vector damping;
  Vector drive;
};

struct ComplexEquation {
  RealVector frequencies;  // w of each z
  RealVector signs;        // g
  Matrix energy;           // K
  bool diagonal;           // K
  RealVector equilibrium;  // the diagonal of M_0
  std::vector<BathTerm> baths;
  std::function<bool(double, double)> kept;  // f
  bool completely_positive;

  Index size() const { return frequencies.size(); }
  // Whether z holds a^+ beside a; then every energy is counted twice.
  bool doubled() const { return signs.minCoeff() < 0; }
};

// sum over kept pairs of conj(c_m) c_n element(m, n).
template <class Element>
Matrix sum_of_pairs(const ComplexEquation& equation, const BathTerm& bath, const Element& element) {
  const Index n = equation.size();
  Matrix sum = Matrix::Zero(n, n);
  for (Index l = 0; l < n; ++l) {
    if (bath.coefficients(l) == Complex(0)) continue;
    for (Index k = 0; k < n; ++k) {
      if (!equation.kept(equation.frequencies(k), equation.frequencies(l))) continue;
      sum(k, l) = equation.signs(k) * std::conj(bath.coefficients(k)) * bath.coefficients(l) *
                  element(k, l);
    }
  }
  return sum;
}

Matrix bath_damping(const ComplexEquation& equation, const BathTerm& bath) {
  return sum_of_pairs(equation, bath, [&](Index, Index l) { return bath.damping(l); });
}

Matrix drive(const ComplexEquation& equation, const BathTerm& bath) {
  return sum_of_pairs(equation, bath, [&](Index k, Index l) {
    return equation.signs(l) * (bath.drive(l) + std::conj(bath.drive(k)));
  });
}

Matrix energy_commutator(const ComplexEquation& equation) {
  return Complex(0, 1) * (equation.signs.cast<Complex>().asDiagonal() * equation.energy);
}

Matrix drift(const ComplexEquation& equation) {
  Matrix sum = energy_commutator(equation);
  for (const BathTerm& bath : equation.baths) sum += bath_damping(equation, bath);
  return sum;
}

// What a bath does to the b_k of frequencies e, counted from an equilibrium of theirs; with
// Gamma(e) - conj(Gamma(-e)) = gamma/2 + i shift, and the temperature in the drive alone.
BathTerm complex_bath_term(const Network& network, std::size_t j, const Vector& weights,
                           const RealVector& frequencies,
                           const std::function<Reference(Index)>& reference, bool doubled,
                           const EquationOptions& options) {
  const Index n = frequencies.size();
  const Index size = doubled ? 2 * n : n;
  BathTerm term{Vector::Zero(size), Vector::Zero(size), Vector::Zero(size)};
  for (Index k = 0; k < n; ++k) {
    if (weights(k) == Complex(0)) continue;
    const Reference at = reference(k);
    const BathRates r =
        bath_rates(network.baths[j], Statistics::bosons, frequencies(k), at, options);
    const double quanta = occupation(Statistics::bosons, at.frequency, at.temperature);
    const Complex drive(r.drive, r.drive_shift + r.shift * quanta);
    term.coefficients(k) = weights(k);
    term.damping(k) = {r.relaxation, r.shift};
    term.drive(k) = std::conj(drive);
    if (!doubled) continue;
    term.coefficients(n + k) = std::conj(weights(k));
    term.damping(n + k) = {-r.relaxation, r.shift};
    term.drive(n + k) = drive;
  }
  return term;
}

void put_modes(ComplexEquation& equation, const RealVector& frequencies, bool doubled) {
  const Index n = frequencies.size();
  const Index size = doubled ? 2 * n : n;
  equation.frequencies = RealVector(size);
  equation.signs = RealVector::Ones(size);
  equation.frequencies.head(n) = frequencies;
  if (!doubled) return;
  equation.frequencies.tail(n) = -frequencies;
  equation.signs.tail(n).setConstant(-1);
}

void put_baths(ComplexEquation& equation, const Network& network,
               const std::vector<Vector>& weights, const RealVector& frequencies,
               const std::function<Reference(Index)>& reference, const EquationOptions& options) {
  const Index n = frequencies.size();
  const bool doubled = equation.doubled();
  equation.equilibrium = RealVector(equation.size());
  for (Index k = 0; k < n; ++k) {
    const Reference at = reference(k);
    const double quanta = occupation(Statistics::bosons, at.frequency, at.temperature);
    equation.equilibrium(k) = doubled ? quanta + 1 : quanta;
    if (doubled) equation.equilibrium(n + k) = quanta;
  }
  for (std::size_t j = 0; j < network.baths.size(); ++j) {
    equation.baths.push_back(
        complex_bath_term(network, j, weights[j], frequencies, reference, doubled, options));
  }
}

// The weights that act: those at frequencies where the spectral density is not zero.
Vector acting(const NetworkBath& bath, const Vector& weights, const RealVector& frequencies) {
  const RealVector acts = acting_weights(bath, RealVector::Ones(frequencies.size()), frequencies);
  return weights.cwiseProduct(acts.cast<Complex>());
}

// f of the global, partial secular and Redfield equations, and whether it keeps pairs of opposite
// signs.
struct Filter {
  std::function<bool(double, double)> kept;
  bool mixes;
};

Filter filter(NetworkEquation equation, const RealVector& energies,
              const EquationOptions& options) {
  const bool exchange = options.bath_coupling == BathCoupling::exchange;
  const auto one_sign = [](double w, double v) { return (w > 0) == (v > 0); };
  if (equation == NetworkEquation::global) {
    // Degenerate modes share one projector.
    const std::vector<Index> groups = degenerate_groups(energies, options.degeneracy_tolerance);
    return {[=](double w, double v) {
              if (!one_sign(w, v)) return false;
              const auto group = [&](double e) {
                std::size_t g = 0;
                while (g + 2 < groups.size() && energies(groups[g + 1]) <= std::abs(e)) ++g;
                return g;
              };
              return group(w) == group(v);
            },
            false};
  }
  if (equation == NetworkEquation::partial_secular) {
    if (!options.secular_cutoff) return {one_sign, false};
    const double cutoff = *options.secular_cutoff;
    return {[=](double w, double v) {
              return std::abs(w - v) <= cutoff && (!exchange || one_sign(w, v));
            },
            !exchange && 2 * energies(0) <= cutoff};
  }
  if (exchange) return {one_sign, false};
  return {[](double, double) { return true; }, true};
}

ComplexEquation complex_mode_equation(const Network& network, const ComplexModes& modes,
                                      NetworkEquation equation, const EquationOptions& options) {
  const RealVector& e = modes.energies;
  Filter chosen = filter(equation, e, options);
  ComplexEquation result;
  result.kept = std::move(chosen.kept);
  result.completely_positive = equation == NetworkEquation::global;
  put_modes(result, e, chosen.mixes);
  result.energy = result.frequencies.cwiseAbs().cast<Complex>().asDiagonal();
  result.diagonal = true;
  std::vector<Vector> weights;
  std::vector<Vector> damping;
  for (const NetworkBath& bath : network.baths) {
    weights.push_back(mode_weights(modes, bath, options.bath_coupling));
    damping.push_back(acting(bath, weights.back(), e));
  }
  require_damped_modes(e, damping, options.degeneracy_tolerance);
  const double temperature = network.baths.front().reservoir.temperature;
  put_baths(
      result, network, weights, e,
      [&](Index k) {
        return Reference{e(k), temperature};
      },
      options);
  return result;
}

// Sites in the place of modes, and one occupation of all in the place of their equilibrium.
ComplexEquation complex_site_equation(const Network& network, const EquationOptions& options) {
  const RealVector frequencies = network.exchange.diagonal();
  const double closest = options.degeneracy_tolerance * frequencies.maxCoeff();
  ComplexEquation result;
  result.kept = [closest](double w, double v) { return std::abs(w - v) <= closest; };
  result.completely_positive = true;
  result.diagonal = false;
  const bool doubled = has_position_coupling(network);
  put_modes(result, frequencies, doubled);
  result.energy = doubled ? energy_matrix(network) : exchange_matrix(network);
  std::vector<Vector> weights;
  for (const NetworkBath& bath : network.baths) weights.emplace_back(bath.weights.cast<Complex>());
  if (!doubled) {
    const Eigen::SelfAdjointEigenSolver<Matrix> h(result.energy);
    std::vector<Vector> damping;
    for (std::size_t j = 0; j < weights.size(); ++j) {
      damping.emplace_back(h.eigenvectors().transpose() *
                           acting(network.baths[j], weights[j], frequencies));
    }
    require_damped_modes(h.eigenvalues(), damping, options.degeneracy_tolerance);
  }
  const NetworkBath& first = network.baths.front();
  Index site = 0;
  first.weights.cwiseAbs().maxCoeff(&site);
  const Reference reference{frequencies(site), first.reservoir.temperature};
  put_baths(
      result, network, weights, frequencies, [&](Index) { return reference; }, options);
  return result;
}

struct SolvedComplex {
  Matrix deviation;  // M - M_0
  Vector eigenvalues;
  double rounding;
};

SolvedComplex solve_complex(const ComplexEquation& equation) {
  const auto m0 = equation.equilibrium.cast<Complex>().asDiagonal();
  const Matrix free = energy_commutator(equation);
  Matrix k = Matrix::Zero(equation.size(), equation.size());
  Matrix source = -(free * m0 + m0 * free.adjoint());
  for (const BathTerm& bath : equation.baths) {
    k += bath_damping(equation, bath);
    source += drive(equation, bath);
  }
  const bool refined = equation.diagonal && !equation.doubled();
  SylvesterSolution s;
  if (refined) {
    s = solve_sylvester(RealVector(equation.frequencies), k, source);
  } else {
    // The mean frequency drops out of the commutator, and with it rounding.
    const double mean = equation.doubled() ? 0 : equation.energy.diagonal().real().mean();
    Matrix x = free + k;
    x.diagonal().array() -= Complex(0, mean);
    s = solve_sylvester(x, source);
    s.eigenvalues.array() += Complex(0, mean);
  }
  require_relaxation(s.eigenvalues);
  const double rounding = relative_rounding(s.eigenvalues);
  return {std::move(s.c), std::move(s.eigenvalues), refined ? rounding * rounding : rounding};
}

ToldFlows flows(const ComplexEquation& equation, const SolvedComplex& solved) {
  const auto baths = static_cast<Index>(equation.baths.size());
  const double scale = equation.doubled() ? 0.5 : 1;
  const Matrix energy = equation.energy.transpose();
  FlowTerms terms{RealVector(baths), RealVector(baths)};
  for (Index j = 0; j < baths; ++j) {
    const BathTerm& bath = equation.baths[static_cast<std::size_t>(j)];
    const Matrix driven = energy.cwiseProduct(drive(equation, bath));
    const Matrix a_m = bath_damping(equation, bath) * solved.deviation;
    const Matrix damped = energy.cwiseProduct(a_m + a_m.adjoint());
    terms.flows(j) = scale * (driven - damped).sum().real();
    terms.sizes(j) = scale * (driven.cwiseAbs().sum() + damped.cwiseAbs().sum());
  }
  const ToldFlows told = told_in_double(terms, solved.rounding);
  return has_enough_digits(told) ? told : told_by_balance(terms);
}

// C_kl = <a_l^+ a_k> from M of the modes b, or of (b, b^+).
Matrix moments_of_sites(const ComplexModes& modes, const Matrix& m) {
  const Index n = modes.u.rows();
  if (m.rows() == 2 * n) {
    const Matrix top = modes.both().topRows(n);
    return top * m * top.adjoint() - Matrix::Identity(n, n);
  }
  Matrix c = modes.u * m * modes.u.adjoint();
  if (modes.v.size() > 0) {
    c += modes.v * (m.transpose() + Matrix::Identity(n, n)) * modes.v.adjoint();
  }
  return c;
}

ComplexModes sites_as_modes(const Network& network) {
  const Index n = network.exchange.rows();
  return {network.exchange.diagonal(), Matrix::Identity(n, n), {}};
}

struct Bound {
  ComplexEquation equation;
  ComplexModes modes;
};

Bound bind(const Network& network, NetworkEquation equation, const EquationOptions& options) {
  if (equation == NetworkEquation::local) {
    return {complex_site_equation(network, options), sites_as_modes(network)};
  }
  ComplexModes modes = complex_modes(network);
  return {complex_mode_equation(network, modes, equation, options), std::move(modes)};
}

// To q = (a + a^+)/sqrt(2) and p = -i (a - a^+)/sqrt(2), in which the matrix is real.
Matrix quadrature_matrix(const Matrix& x) {
  const Index n = x.rows() / 2;
  const Matrix one = Matrix::Identity(n, n) / std::numbers::sqrt2;
  Matrix w(2 * n, 2 * n);
  w << one, one, Complex(0, -1) * one, Complex(0, 1) * one;
  return (w * x * w.adjoint()).real().cast<Complex>();
}

}  // namespace

NetworkState complex_stationary_state(const Network& network, NetworkEquation equation,
                                      const EquationOptions& options) {
  const Bound bound = bind(network, equation, options);
  const SolvedComplex solved = solve_complex(bound.equation);
  Matrix m = solved.deviation;
  m.diagonal() += bound.equation.equilibrium;
  NetworkState state;
  if (!bound.equation.completely_positive) {
    state.positive = are_moments_of_a_state(m, Statistics::bosons, solved.rounding);
  }
  const ToldFlows told = flows(bound.equation, solved);
  state.flows = told.flows;
  tell_digits(told, state);
  state.moments = moments_of_sites(bound.modes, m);
  state.occupations = state.moments.diagonal().real();
  state.q_p = -state.moments.imag();
  const Vector amplitudes = sorted_amplitudes(solved.eigenvalues);
  state.amplitude_eigenvalues =
      bound.equation.doubled() ? Vector(amplitudes.head(amplitudes.size() / 2)) : amplitudes;
  drop_lost_digits(state, solved.rounding);
  return state;
}

Matrix complex_amplitude_matrix(const Network& network, NetworkEquation equation,
                                const EquationOptions& options) {
  const auto& [bound, modes] = bind(network, equation, options);
  const Matrix x = drift(bound);
  if (!bound.doubled()) {
    return modes.v.size() == 0 ? Matrix(modes.u * x * modes.u.adjoint())
                               : Matrix(modes.u * x * modes.u.partialPivLu().inverse());
  }
  const Matrix t = modes.both();
  const Index n = t.rows() / 2;
  Matrix inverse = t.adjoint();  // of both(), with the signs g on both sides
  inverse.topRightCorner(n, n) *= -1;
  inverse.bottomLeftCorner(n, n) *= -1;
  return quadrature_matrix(t * x * inverse);
}

}  // namespace quflux::inline network
