#include "quflux/method/network/majorana.h"

#include <algorithm>
#include <functional>

#include "quflux/method/master_equation/master_equation.h"
#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/chain_order.h"
#include "quflux/method/network/covariance_equation.h"
#include "quflux/method/network/damping.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// In the (alpha, beta) of the modes; the covariance G is counted from an equilibrium G_0. The
// energy is A_H, which the commutator is minus.
struct MajoranaEquation {
  CovarianceEquation covariance;
  RealVector equilibrium;  // f_0 of the modes, <alpha_k beta_k> = i (1 - 2 f_0)
  bool diagonal;           // A_H, up to exchanging alpha_k and beta_k
};

MajoranaEquation majorana_equation(const RealMatrix& energy, const RealVector& equilibrium,
                                   bool diagonal) {
  return {{energy, -energy, {}, Symmetry::antisymmetric, 0.5}, equilibrium, diagonal};
}

// [[0, M], [-M^T, 0]]
RealMatrix energy_of(const RealMatrix& m) {
  const Index n = m.rows();
  RealMatrix a = RealMatrix::Zero(2 * n, 2 * n);
  a.topRightCorner(n, n) = m;
  a.bottomLeftCorner(n, n) = -m.transpose();
  return a;
}

// A matrix in the quadratures (Q, P) of a bath, whose operator is sum_k s_k Q_k, in (alpha, beta).
// At the last site of a chain Q = beta and P = -alpha.
RealMatrix in_majoranas(const RealMatrix& qp, bool last) {
  if (!last) return qp;
  const Index n = qp.rows() / 2;
  RealMatrix result(2 * n, 2 * n);
  result << qp.bottomRightCorner(n, n), -qp.bottomLeftCorner(n, n), -qp.topRightCorner(n, n),
      qp.topLeftCorner(n, n);
  return result;
}

// Eq. (40). The eigenoperators at e_k and -e_k are s_k (Q_k + i P_k)/2 and s_k (Q_k - i P_k)/2.
BathDrift bath_drift(const NetworkBath& bath, const NormalModes& modes,
                     const std::function<Reference(Index)>& reference, const MasterEquation& filter,
                     const EquationOptions& options) {
  const RealVector& e = modes.energies;
  const Index n = e.size();
  const RealVector s = mode_weights(modes, bath, BathCoupling::position).rotating;
  RealVector damping = RealVector::Zero(n);      // g
  RealVector shift = RealVector::Zero(n);        // Lambda(e) - Lambda(-e)
  RealVector drive = RealVector::Zero(n);        // g (f_j - f_0)
  RealVector drive_shift = RealVector::Zero(n);  // Lambda(-e) + f_0 shift
  for (Index k = 0; k < n; ++k) {
    if (s(k) == 0) continue;
    const Reference at = reference(k);
    const BathRates r = bath_rates(bath, Statistics::fermions, e(k), at, options);
    damping(k) = r.relaxation;
    shift(k) = r.shift;
    drive(k) = r.drive;
    drive_shift(k) =
        r.drive_shift + r.shift * occupation(Statistics::fermions, at.frequency, at.temperature);
  }
  RealMatrix a = RealMatrix::Zero(2 * n, 2 * n);
  RealMatrix d = RealMatrix::Zero(2 * n, 2 * n);
  for (Index k = 0; k < n; ++k) {
    if (s(k) == 0) continue;
    for (Index l = 0; l < n; ++l) {
      const double weight = s(k) * s(l);
      if (weight == 0) continue;
      const int same = filter.kept(e(l), e(k), options) ? 1 : 0;
      const int opposite = filter.kept(e(l), -e(k), options) ? 1 : 0;
      const double plus = weight * (same + opposite);
      const double minus = weight * (same - opposite);
      a(l, k) = plus * damping(k);
      a(l, n + k) = -plus * shift(k);
      a(n + l, k) = minus * shift(k);
      a(n + l, n + k) = minus * damping(k);
      d(l, k) = 2 * plus * (drive_shift(l) - drive_shift(k));
      d(n + l, n + k) = 2 * minus * (drive_shift(l) - drive_shift(k));
      d(l, n + k) = 2 * (plus * drive(k) + minus * drive(l));
      d(n + k, l) = -d(l, n + k);
    }
  }
  const bool last = couples_through_p(modes, bath);
  return {in_majoranas(a, last), in_majoranas(d, last)};
}

// Of normal modes; counted from the equilibrium at the temperature of the first bath.
MajoranaEquation equation_of_modes(const Network& network, const NormalModes& modes,
                                   const MasterEquation& filter, const EquationOptions& options) {
  const double temperature = network.baths.front().reservoir.temperature;
  MajoranaEquation equation = majorana_equation(
      energy_of(modes.energies.asDiagonal()), modes.energies.unaryExpr([&](double e) {
        return occupation(Statistics::fermions, e, temperature);
      }),
      true);
  for (const NetworkBath& bath : network.baths) {
    equation.covariance.baths.push_back(bath_drift(
        bath, modes,
        [&](Index k) {
          return Reference{modes.energies(k), temperature};
        },
        filter, options));
  }
  return equation;
}

// Of sites; counted from half a quantum everywhere, which commutes with every H.
MajoranaEquation equation_of_sites(const Network& network, const NormalModes& sites,
                                   const EquationOptions& options) {
  const RealMatrix m =
      majorana_matrix(network, chain_order(network)) * sites.from_p.diagonal().asDiagonal();
  MajoranaEquation equation =
      majorana_equation(energy_of(m), RealVector::Constant(m.rows(), 0.5), false);
  for (const NetworkBath& bath : network.baths) {
    equation.covariance.baths.push_back(bath_drift(
        bath, sites,
        [](Index) {
          return Reference{0, 0};
        },
        kLocal, options));
  }
  return equation;
}

struct SolvedMajorana {
  RealMatrix deviation;  // G - G_0
  ToldFlows told;
  Vector amplitudes;
  double rounding;  // relative error of the deviation
};

// As relative_rounding(), of products of two different operators: one alone that no bath damps does
// no harm.
double rounding_of_pairs(Vector x) {
  std::sort(x.begin(), x.end(), [](Complex a, Complex b) { return a.real() < b.real(); });
  x(0) = x(1) = (x(0) + x(1)) / 2.0;
  return relative_rounding(x);
}

SolvedMajorana solve_majorana(const MajoranaEquation& equation) {
  const CovarianceEquation& g = equation.covariance;
  const Index n = g.energy.rows() / 2;
  RealSylvesterSolution s = solve_real_sylvester(g.drift(), g.drive(), Symmetry::antisymmetric);
  require_relaxation(s.eigenvalues);
  double rounding = rounding_of_pairs(s.eigenvalues);
  // Refinement squares it, where its residual does not mix energies.
  if (equation.diagonal) rounding *= rounding;
  std::optional<RealVector> modes;
  if (equation.diagonal) modes = g.energy.topRightCorner(n, n).diagonal();
  ToldFlows told = told_flows(g, s.c, rounding, modes);
  return {std::move(s.c), std::move(told), sorted_amplitudes(s.eigenvalues).head(n), rounding};
}

// Whether 1 + i G has no negative eigenvalue, up to rounding.
bool is_majorana_covariance(const RealMatrix& covariance, double relative_rounding) {
  Matrix bound = Complex(0, 1) * covariance.cast<Complex>();
  bound.diagonal().array() += 1 + 10 * relative_rounding + 1e-12;
  return is_positive_definite(std::move(bound));
}

NetworkState state_by_majorana(const Network& network, const NormalModes& modes,
                               const MajoranaEquation& equation, bool completely_positive) {
  const Index n = modes.energies.size();
  SolvedMajorana solved = solve_majorana(equation);
  RealMatrix& g = solved.deviation;
  const Eigen::ArrayXd equilibrium = 2 * equation.equilibrium.array() - 1;
  g.topRightCorner(n, n).diagonal().array() += equilibrium;
  g.bottomLeftCorner(n, n).diagonal().array() -= equilibrium;
  NetworkState state;
  state.flows = solved.told.flows;
  tell_digits(solved.told, state);
  state.amplitude_eigenvalues = solved.amplitudes;
  state.positive = completely_positive || is_majorana_covariance(g, solved.rounding);
  state.occupations =
      (1 + product(modes.from_q, Form::plain, RealMatrix(g.topRightCorner(n, n)), Form::plain)
               .cwiseProduct(modes.to_p())
               .rowwise()
               .sum()
               .array()) /
      2;
  state.q_p =
      -by_order(chain_order(network), congruence(modes.from_q, g.topLeftCorner(n, n), modes.from_q),
                congruence(modes.to_p(), g.bottomRightCorner(n, n), modes.to_p())) /
      2;
  drop_lost_digits(state, solved.rounding);
  return state;
}

// The modes whose transitions the baths of an equation see.
NormalModes seen_modes(const Network& network, NetworkEquation equation) {
  return equation == NetworkEquation::local ? uncoupled_modes(network) : normal_modes(network);
}

MajoranaEquation equation_of(const Network& network, const NormalModes& modes,
                             NetworkEquation equation, const EquationOptions& options) {
  return equation == NetworkEquation::local
             ? equation_of_sites(network, modes, options)
             : equation_of_modes(network, modes, find_master_equation(name(equation)), options);
}

}  // namespace

NetworkState majorana_state(const Network& network, NetworkEquation equation,
                            const EquationOptions& options) {
  const bool local = equation == NetworkEquation::local;
  const NormalModes modes = seen_modes(network, equation);
  if (local) {
    require_damping_of_sites(network, options);
  } else {
    require_damping_of_modes(network, modes, options);
  }
  return state_by_majorana(network, modes, equation_of(network, modes, equation, options), local);
}

RealMatrix majorana_drift(const Network& network, NetworkEquation equation,
                          const EquationOptions& options) {
  const NormalModes modes = seen_modes(network, equation);
  const RealMatrix to_sites = block_diagonal(modes.from_q, modes.to_p());
  return congruence(to_sites, equation_of(network, modes, equation, options).covariance.drift(),
                    to_sites);
}

bool mixes_fermions(const Network& network, NetworkEquation equation,
                    const EquationOptions& options) {
  switch (equation) {
    case NetworkEquation::local:
      return has_position_coupling(network) ||
             std::ranges::any_of(network.baths, [&](const NetworkBath& bath) {
               return bath.weights.dot(network.exchange.diagonal()) <= 0;
             });
    case NetworkEquation::partial_secular:
      return options.secular_cutoff &&
             2 * normal_modes(network).energies.minCoeff() <= *options.secular_cutoff;
    case NetworkEquation::redfield:
      return true;
    case NetworkEquation::global:
      return false;
  }
  return false;
}

}  // namespace quflux::inline network
