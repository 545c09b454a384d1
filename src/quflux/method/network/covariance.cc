#include "quflux/method/network/covariance.h"

#include <numbers>

#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/covariance_equation.h"
#include "quflux/method/network/damping.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

struct SolvedCovariance {
  RealMatrix deviation;  // s - s_0
  ToldFlows told;
  Vector amplitudes;
  double rounding;  // relative error of the deviation
};

// One of each pair of conjugate eigenvalues: the half with the lower imaginary part.
Vector lower_half(const Vector& x) { return sorted_amplitudes(x).head(x.size() / 2); }

SolvedCovariance solve_covariance(const CovarianceEquation& equation,
                                  const std::optional<RealVector>& modes) {
  RealSylvesterSolution s =
      solve_real_sylvester(equation.drift(), equation.drive(), Symmetry::symmetric);
  require_relaxation(s.eigenvalues);
  const double rounding = relative_rounding(s.eigenvalues);
  ToldFlows told = told_flows(equation, s.c, rounding, modes);
  return {std::move(s.c), std::move(told), lower_half(s.eigenvalues), rounding};
}

// [[0, -T], [V, 0]] for H = [[V, 0], [0, T]].
RealMatrix quadrature_commutator(const RealMatrix& v, const RealMatrix& t) {
  const Index n = v.rows();
  RealMatrix a = RealMatrix::Zero(2 * n, 2 * n);
  a.topRightCorner(n, n) = -t;
  a.bottomLeftCorner(n, n) = v;
  return a;
}

// (<q^2> + <p^2> - 1)/2 of each site.
RealVector occupations(const RealVector& q_q, const RealVector& p_p) {
  return (q_q.array() + p_p.array() - 1) / 2;
}

// Whether the uncertainty relation s + i J/2 >= 0 holds, J = [[0, 1], [-1, 0]], up to rounding.
bool obeys_uncertainty_relation(const RealMatrix& covariance, double relative_rounding) {
  const Index n = covariance.rows() / 2;
  Matrix bound = covariance.cast<Complex>();
  bound.diagonal().array() +=
      (10 * relative_rounding + 1e-12) * covariance.diagonal().cwiseAbs().maxCoeff();
  bound.topRightCorner(n, n).diagonal().array() += Complex(0, 0.5);
  bound.bottomLeftCorner(n, n).diagonal().array() -= Complex(0, 0.5);
  return is_positive_definite(std::move(bound));
}

// d p = -s (sum_k s_k [gamma_k P_k + 2 Delta_k Q_k]), Delta the shift of the mode; the noise is
// that of Y = sum_k s_k (g_k Q_k - lambda_k P_k)/sqrt(2), g = gamma (n + 1/2), lambda = Lambda(e) -
// Lambda(-e).
BathDrift redfield_bath(const NetworkBath& bath, const NormalModes& modes, double reference,
                        const EquationOptions& options) {
  const Index n = modes.energies.size();
  const RealVector s = mode_weights(modes, bath, BathCoupling::position).rotating;
  RealVector gamma(n), shift(n), excess(n), noise(n);
  for (Index k = 0; k < n; ++k) {
    const double e = modes.energies(k);
    const BathRates r = bath_rates(bath, Statistics::bosons, e, Reference{e, reference}, options);
    const double half = occupation(Statistics::bosons, e, reference) + 0.5;
    gamma(k) = 2 * r.relaxation;
    shift(k) = 2 * r.shift;
    excess(k) = 2 * r.drive;                                     // gamma (n - n_0)
    noise(k) = (r.shift - 2 * r.drive_shift) - shift(k) * half;  // lambda - 2 Delta (n_0 + 1/2)
  }
  BathDrift result{RealMatrix::Zero(2 * n, 2 * n), RealMatrix::Zero(2 * n, 2 * n)};
  result.drift.bottomLeftCorner(n, n) = s * s.cwiseProduct(shift).transpose();
  result.drift.bottomRightCorner(n, n) = s * s.cwiseProduct(gamma).transpose();
  const RealMatrix p_p = s * s.cwiseProduct(excess).transpose();
  const RealMatrix p_q = s * s.cwiseProduct(noise).transpose();
  result.drive.bottomRightCorner(n, n) = p_p + p_p.transpose();
  result.drive.bottomLeftCorner(n, n) = p_q;
  result.drive.topRightCorner(n, n) = p_q.transpose();
  return result;
}

// The coefficients of sum_k (lowering_k b_k + raising_k b_k^+) in Q and P.
Vector quadrature_vector(const Vector& lowering, const Vector& raising) {
  const Index n = lowering.size();
  Vector result(2 * n);
  result.head(n) = (lowering + raising) / std::numbers::sqrt2;
  result.tail(n) = Complex(0, 1 / std::numbers::sqrt2) * (lowering - raising);
  return result;
}

// J m, J = [[0, 1], [-1, 0]].
RealMatrix symplectic(const RealMatrix& m) {
  const Index n = m.rows() / 2;
  RealMatrix result(m.rows(), m.cols());
  result.topRows(n) = m.bottomRows(n);
  result.bottomRows(n) = -m.topRows(n);
  return result;
}

// Redfield with the coupling A^+ B + A B^+, A = a x in the coordinates x. With the operators that
// its rates turn A and A^+ into, x m and x n,
//   L[rho] = (x m) rho A^+ - A^+ (x m) rho + (x n) rho A - A (x n) rho + h.c.,
// and from [x, x^T] = i J
//   A_j = -2 J Im(a^* m^T + a n^T),   D_j = J [W + W^T] J^T,   W = Re(a^* m^T + a n^T).
struct ExchangeBath {
  Vector a;

  Matrix correlation(const Vector& m, const Vector& n) const {
    return a.conjugate() * m.transpose() + a * n.transpose();
  }
  RealMatrix drift(const Vector& m, const Vector& n) const {
    return -2 * symplectic(correlation(m, n).imag());
  }
  RealMatrix diffusion(const Vector& m, const Vector& n) const {
    const RealMatrix w = correlation(m, n).real();
    return symplectic(symplectic(w + w.transpose()).transpose());
  }
};

BathDrift exchange_redfield_bath(const NetworkBath& bath, const NormalModes& modes,
                                 double reference, const EquationOptions& options) {
  const Index n = modes.energies.size();
  const auto [u, w] = mode_weights(modes, bath, BathCoupling::exchange);
  const Vector none = Vector::Zero(n);
  Vector relaxed(n), excess(n);                       // gamma/2 and gamma (n - n_0)/2, times u
  Vector emission(n), absorption(n);                  // shifts of A, and of A^+, times u
  Vector counter_emission(n), counter_absorption(n);  // the same of the other part, times w
  RealVector half(2 * n);
  for (Index k = 0; k < n; ++k) {
    const double e = modes.energies(k);
    const BathRates r = bath_rates(bath, Statistics::bosons, e, Reference{e, reference}, options);
    const CounterShifts s = counter_shifts(bath, e, options);
    relaxed(k) = u(k) * r.relaxation;
    excess(k) = u(k) * r.drive;
    emission(k) = Complex(0, u(k) * (r.shift - r.drive_shift));
    absorption(k) = Complex(0, u(k) * r.drive_shift);
    counter_emission(k) = Complex(0, w(k) * s.emission);
    counter_absorption(k) = Complex(0, w(k) * (s.shift - s.emission));
    half(k) = half(n + k) = occupation(Statistics::bosons, e, reference) + 0.5;
  }
  const ExchangeBath x{quadrature_vector(u.cast<Complex>(), w.cast<Complex>())};
  const Vector shifted_m = quadrature_vector(emission, counter_emission);
  const Vector shifted_n = quadrature_vector(counter_absorption, absorption);
  const RealMatrix shift = x.drift(shifted_m, shifted_n);
  const RealMatrix shift_of_equilibrium = shift * half.asDiagonal();
  return {shift + x.drift(quadrature_vector(relaxed, none), Vector::Zero(2 * n)),
          x.diffusion(quadrature_vector(excess, none), quadrature_vector(none, excess)) +
              x.diffusion(shifted_m, shifted_n) - shift_of_equilibrium -
              shift_of_equilibrium.transpose()};
}

// da = -K a within the sites of equal frequency; K = v v^T (gamma/2 + i Delta).
BathDrift local_bath(const NetworkBath& bath, const RealVector& frequencies,
                     const EquationOptions& options) {
  const Index n = frequencies.size();
  const double closest = options.degeneracy_tolerance * frequencies.maxCoeff();
  BathDrift result{RealMatrix::Zero(2 * n, 2 * n), RealMatrix::Zero(2 * n, 2 * n)};
  for (Index i = 0; i < n; ++i) {
    if (bath.weights(i) == 0) continue;
    const double w = frequencies(i);
    // With no reference the drive is gamma/2 n; the half quantum of the vacuum comes on top.
    const BathRates r = bath_rates(bath, Statistics::bosons, w, Reference{w, 0}, options);
    for (Index k = 0; k < n; ++k) {
      const double s = bath.weights(k) * bath.weights(i);
      if (s == 0 || std::abs(frequencies(k) - w) > closest) continue;
      result.drift(k, i) += s * r.relaxation;
      result.drift(n + k, n + i) += s * r.relaxation;
      result.drift(k, n + i) -= s * r.shift;
      result.drift(n + k, i) += s * r.shift;
      const double diffusion = s * (2 * r.drive + r.relaxation);
      result.drive(k, i) += diffusion;
      result.drive(n + k, n + i) += diffusion;
    }
  }
  return result;
}

// In the modes; counted from the equilibrium at the temperature of the first bath.
CovarianceEquation redfield_equation(const Network& network, const NormalModes& modes,
                                     const EquationOptions& options) {
  const RealMatrix e = modes.energies.asDiagonal();
  CovarianceEquation equation{block_diagonal(e, e), quadrature_commutator(e, e), {}};
  const double reference = network.baths.front().reservoir.temperature;
  for (const NetworkBath& bath : network.baths) {
    equation.baths.push_back(options.bath_coupling == BathCoupling::exchange
                                 ? exchange_redfield_bath(bath, modes, reference, options)
                                 : redfield_bath(bath, modes, reference, options));
  }
  return equation;
}

CovarianceEquation local_equation(const Network& network, const EquationOptions& options) {
  const RealMatrix v = potential_matrix(network);
  CovarianceEquation equation{
      block_diagonal(v, network.exchange), quadrature_commutator(v, network.exchange), {}};
  for (const NetworkBath& bath : network.baths) {
    equation.baths.push_back(local_bath(bath, network.exchange.diagonal(), options));
  }
  return equation;
}

}  // namespace

NetworkState redfield_covariance_state(const Network& network, const EquationOptions& options) {
  const NormalModes modes = normal_modes(network);
  const Index n = modes.energies.size();
  require_damping_of_modes(network, modes, options);
  const double reference = network.baths.front().reservoir.temperature;
  SolvedCovariance solved =
      solve_covariance(redfield_equation(network, modes, options), modes.energies);
  const RealVector half = modes.energies.unaryExpr(
      [&](double w) { return occupation(Statistics::bosons, w, reference) + 0.5; });
  solved.deviation.diagonal().head(n) += half;
  solved.deviation.diagonal().tail(n) += half;
  const RealMatrix& s = solved.deviation;
  const RealMatrix& from_p = modes.to_p();
  const RealMatrix q_q = congruence(modes.from_q, s.topLeftCorner(n, n), modes.from_q);
  const RealMatrix p_p = congruence(from_p, s.bottomRightCorner(n, n), from_p);
  NetworkState state{solved.told.flows, occupations(q_q.diagonal(), p_p.diagonal()),
                     congruence(modes.from_q, s.topRightCorner(n, n), from_p), solved.amplitudes};
  tell_digits(solved.told, state);
  state.positive = obeys_uncertainty_relation(s, solved.rounding);
  drop_lost_digits(state, solved.rounding);
  return state;
}

NetworkState local_covariance_state(const Network& network, const EquationOptions& options) {
  const Index n = network.exchange.rows();
  const SolvedCovariance solved = solve_covariance(local_equation(network, options), std::nullopt);
  const RealMatrix& s = solved.deviation;
  NetworkState state{solved.told.flows, occupations(s.diagonal().head(n), s.diagonal().tail(n)),
                     s.topRightCorner(n, n), solved.amplitudes};
  tell_digits(solved.told, state);
  drop_lost_digits(state, solved.rounding);
  return state;
}

RealMatrix redfield_covariance_drift(const Network& network, const EquationOptions& options) {
  const NormalModes modes = normal_modes(network);
  const RealMatrix to_sites = block_diagonal(modes.from_q, modes.to_p());
  const RealMatrix to_modes = block_diagonal(modes.to_p(), modes.from_q).transpose();
  return to_sites * redfield_equation(network, modes, options).drift() * to_modes;
}

RealMatrix local_covariance_drift(const Network& network, const EquationOptions& options) {
  return local_equation(network, options).drift();
}

}  // namespace quflux::inline network
