#include "quflux/method/network/master_equation.h"

#include <algorithm>
#include <cmath>

#include "quflux/core/error.h"
#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/chain_order.h"
#include "quflux/method/network/complex_network.h"
#include "quflux/method/network/covariance.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/majorana.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/method/network/precise_flows.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

struct SolvedAmplitudes {
  Matrix deviation;
  Vector x;             // eigenvalues of X
  double rounding = 0;  // relative error of the deviation
};

// X D + D X^+ = sum_j (Q_j - K_j C_0 - C_0 K_j^+) on one block.
void solve_block(const AmplitudeEquation& equation, Index begin, Index end,
                 SolvedAmplitudes& solved) {
  const Index n = end - begin;
  Matrix k_sum = Matrix::Zero(n, n);
  Matrix source = Matrix::Zero(n, n);
  for (const AmplitudeBath& term : equation.terms) {
    for_kept(equation, term, begin, end, [&](Index k, Index l) {
      const double s = term.weights(k) * term.weights(l);
      k_sum(k - begin, l - begin) += s * term.damping(l);
      source(k - begin, l - begin) += s * (term.drive(k) + std::conj(term.drive(l)));
    });
  }
  if (n == 1) {
    solved.deviation(begin, begin) = source(0, 0) / (2 * k_sum(0, 0).real());
    solved.x(begin) = k_sum(0, 0) + Complex(0, equation.h(begin, begin));
    return;
  }
  const bool diagonal = equation.diagonal;
  // The mean frequency drops out of the commutator, and without it flows add up to zero to the last
  // bits.
  const double mean = equation.h.diagonal().segment(begin, n).mean();
  SylvesterSolution s;
  if (diagonal) {
    const RealVector detunings = equation.detunings.segment(begin, n);
    if (const auto weak = solve_weak_sylvester(detunings, k_sum, source)) {
      solved.deviation.block(begin, begin, n, n) = weak->c;
      solved.x.segment(begin, n) = weak->eigenvalues.array() + Complex(0, mean - detunings.mean());
      return;
    }
    s = solve_sylvester(detunings, k_sum, source);
    s.eigenvalues.array() += Complex(0, mean - detunings.mean());
  } else {
    Matrix x = k_sum + Complex(0, 1) * equation.h;
    x.diagonal().array() -= Complex(0, mean);
    s = solve_sylvester(x, source);
    s.eigenvalues.array() += Complex(0, mean);
  }
  require_relaxation(s.eigenvalues);
  const double rounding = relative_rounding(s.eigenvalues.array() - Complex(0, mean));
  // Refinement squares it.
  solved.rounding = std::max(solved.rounding, diagonal ? rounding * rounding : rounding);
  solved.deviation.block(begin, begin, n, n) = s.c;
  solved.x.segment(begin, n) = s.eigenvalues;
}

SolvedAmplitudes solve_amplitudes(const AmplitudeEquation& equation) {
  const Index n = equation.equilibrium.size();
  SolvedAmplitudes solved{Matrix::Zero(n, n), Vector(n), 0};
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    solve_block(equation, equation.blocks[b], equation.blocks[b + 1], solved);
  }
  return solved;
}

// Of oscillators (<q^2> + <p^2> - 1)/2, with the half quantum of the modes squeezed by the
// couplings.
RealVector occupations_of_oscillators(const NormalModes& modes, const RealMatrix& re) {
  const auto part = [&](const RealMatrix& from) -> RealVector {
    return product(from, Form::plain, re, Form::plain).cwiseProduct(from).rowwise().sum() +
           from.rowwise().squaredNorm() / 2;
  };
  return ((part(modes.from_q) + part(modes.from_p)).array() - 1) / 2;
}

// Of fermions (1 + i <alpha beta>)/2, from <alpha_k beta_l> = i (1 - 2 Re C)_kl of modes.
RealVector occupations_of_fermions(const NormalModes& modes, const RealMatrix& re) {
  RealMatrix holes = -re;
  holes.diagonal().array() += 0.5;
  const RealMatrix alpha = product(modes.from_q, Form::plain, holes, Form::plain);
  return 0.5 - alpha.cwiseProduct(modes.from_p).rowwise().sum().array();
}

NetworkState state_of_modes(const Network& network, const NormalModes& modes,
                            const AmplitudeEquation& equation) {
  const SolvedAmplitudes solved = solve_amplitudes(equation);
  RealMatrix re = solved.deviation.real();
  re.diagonal() += equation.equilibrium;
  NetworkState state;
  if (!equation.completely_positive) {
    Matrix moments = solved.deviation;
    moments.diagonal() += equation.equilibrium;
    state.positive = are_moments_of_a_state(moments, equation.statistics, solved.rounding);
  }
  const ToldFlows told = told_flows(equation, solved.deviation, solved.rounding);
  state.flows = told.flows;
  tell_digits(told, state);
  state.amplitude_eigenvalues = sorted_amplitudes(solved.x);
  const RealMatrix minus_im = -solved.deviation.imag();
  if (modes.from_p.size() == 0) {
    state.q_p = congruence(modes.from_q, minus_im, modes.from_q);
    const RealMatrix q_re = product(modes.from_q, Form::plain, re, Form::plain);
    state.occupations = q_re.cwiseProduct(modes.from_q).rowwise().sum();
  } else if (network.statistics == Statistics::bosons) {
    state.q_p = congruence(modes.from_q, minus_im, modes.from_p);
    state.occupations = occupations_of_oscillators(modes, re);
  } else {
    state.q_p = by_order(chain_order(network), congruence(modes.from_q, minus_im, modes.from_q),
                         congruence(modes.from_p, minus_im, modes.from_p));
    state.occupations = occupations_of_fermions(modes, re);
  }
  drop_lost_digits(state, solved.rounding);
  return state;
}

NetworkState state_of_sites(const AmplitudeEquation& equation) {
  const SolvedAmplitudes solved = solve_amplitudes(equation);
  const ToldFlows told = told_flows(equation, solved.deviation, solved.rounding);
  NetworkState state{told.flows, equation.equilibrium + solved.deviation.diagonal().real(),
                     -solved.deviation.imag(), sorted_amplitudes(solved.x)};
  tell_digits(told, state);
  drop_lost_digits(state, solved.rounding);
  return state;
}

}  // namespace

void require_solvable(const Network& network, NetworkEquation equation,
                      const EquationOptions& options) {
  validate(network);
  require_non_negative(options.degeneracy_tolerance, "degeneracy_tolerance");
  if (options.secular_cutoff) require_positive(*options.secular_cutoff, "secular_cutoff");
  if (network.baths.empty()) throw NoAnswer("the stationary state is not unique: there is no bath");
  if (equation == NetworkEquation::local && network.statistics == Statistics::bosons) {
    require_positive_bath_sites(network);
  }
  if (network.statistics == Statistics::fermions &&
      options.bath_coupling != BathCoupling::position) {
    throw NoAnswer("bath_coupling = \"exchange\" is for networks of oscillators");
  }
}

bool redfield_is_secular(const Network& network, const EquationOptions& options) {
  return options.bath_coupling == BathCoupling::exchange && !has_position_coupling(network);
}

EquationOptions without_cutoff(EquationOptions options) {
  options.secular_cutoff.reset();
  return options;
}

namespace {

NetworkState state_of(const Network& network, NetworkEquation equation,
                      const EquationOptions& options) {
  if (has_phases(network)) return complex_stationary_state(network, equation, options);
  if (network.statistics == Statistics::fermions && mixes_fermions(network, equation, options)) {
    return majorana_state(network, equation, options);
  }
  const auto by_modes = [&](NetworkEquation kept, const EquationOptions& kept_options) {
    const NormalModes modes = resolved_modes(network, kept, kept_options);
    require_damping_of_modes(network, modes, kept_options);
    return state_of_modes(network, modes, mode_equation(network, modes, kept, kept_options));
  };
  switch (equation) {
    case NetworkEquation::local:
      if (has_position_coupling(network)) return local_covariance_state(network, options);
      require_damping_of_sites(network, options);
      return state_of_sites(site_equation(network, options));
    case NetworkEquation::global:
    case NetworkEquation::partial_secular:
      return by_modes(equation, options);
    case NetworkEquation::redfield:
      return redfield_is_secular(network, options)
                 ? by_modes(NetworkEquation::partial_secular, without_cutoff(options))
                 : redfield_covariance_state(network, options);
  }
  throw Error("not an equation of networks");
}

// The same network with its sites in the opposite order, whose modes and sums round otherwise.
Network mirrored(const Network& network) {
  Network result = network;
  result.exchange = network.exchange.reverse();
  result.position = network.position.reverse();
  result.exchange_imaginary = network.exchange_imaginary.reverse();
  for (NetworkBath& bath : result.baths) bath.weights.reverseInPlace();
  return result;
}

// What cancels may leave rounding alone of flows: seen where they differ from those of the mirrored
// network.
bool must_be_mirrored(const NetworkState& state) {
  constexpr double kCancelled = 1e10;
  constexpr double kEnough = 9;
  constexpr Index kMostSites = 200;
  return state.occupations.size() <= kMostSites &&
         (state.cancelled > kCancelled || state.flow_digits < kEnough);
}

}  // namespace

NetworkState stationary_state(const Network& network, NetworkEquation equation,
                              const EquationOptions& options) {
  require_solvable(network, equation, options);
  NetworkState state = state_of(network, equation, options);
  ToldFlows told{state.flows, state.flow_digits, state.cancelled};
  if (must_be_mirrored(state)) {
    told = shared_digits(std::move(told), state_of(mirrored(network), equation, options).flows);
  }
  told = without_rounding(std::move(told));
  state.flows = std::move(told.flows);
  tell_digits(told, state);
  return state;
}

}  // namespace quflux::inline network
