#include "quflux/chain/exact.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <optional>

#include <Eigen/LU>

#include "quflux/chain/damping.h"
#include "quflux/chain/lapack.h"
#include "quflux/chain/normal_modes.h"
#include "quflux/chain/quadrature.h"
#include "quflux/chain/self_energy.h"
#include "quflux/core/error.h"

namespace quflux {

namespace {

using Eigen::Index;

constexpr double kAccuracy = 1e-11;
constexpr double kTwoPi = 2 * std::numbers::pi;
// n(w) at this many temperatures is below 1e-19.
constexpr double kHottest = 45;

// Modes, their weights in each bath, and the self-energies.
struct Problem {
  const Network& network;
  EquationOptions options;
  NormalModes modes;
  RealMatrix weights;  // modes x baths
  std::vector<BathSelfEnergy> self_energies;

  Index baths() const { return weights.cols(); }
  bool exchange() const { return options.bath_coupling == BathCoupling::exchange; }
  const Reservoir& reservoir(Index j) const {
    return network.baths[static_cast<std::size_t>(j)].reservoir;
  }
  Complex self_energy(Index j, double frequency) const {
    return self_energies[static_cast<std::size_t>(j)](frequency);
  }
};

// Sigma(w) falls with w up to zero frequency, so a pole at or below zero exists exactly when
// h + Sigma(0), or V + 2 Sigma(0), is not positive definite.
void require_no_pole_at_zero(const Problem& p) {
  RealMatrix stiffness = p.exchange() ? p.network.exchange : potential_matrix(p.network);
  const double factor = p.exchange() ? 1 : 2;
  for (Index j = 0; j < p.baths(); ++j) {
    const RealVector& v = p.network.baths[static_cast<std::size_t>(j)].weights;
    stiffness +=
        factor * p.self_energies[static_cast<std::size_t>(j)].at_zero() * v * v.transpose();
  }
  const double lowest = symmetric_eigen(stiffness).values.minCoeff();
  if (lowest > 0) return;
  throw Error(fmt::format(
      "{}: the baths lower the smallest eigenvalue of {} to {:.6g}; couple them more weakly, lower "
      "their cutoff, or set self_energy = \"counter_term\"",
      p.exchange() ? "there is a bound mode below the band of the baths, which never relaxes"
                   : "the network is unstable",
      p.exchange() ? "h + Sigma(0)" : "V + 2 Sigma(0)", lowest));
}

Problem make_problem(const Network& network, const EquationOptions& options) {
  validate(network);
  if (network.statistics == Statistics::fermions) {
    throw Error("the exact current is known for networks of oscillators, not two-level systems");
  }
  if (network.baths.empty()) throw Error("the stationary state is not unique: there is no bath");
  if (options.bath_coupling == BathCoupling::exchange && has_position_coupling(network)) {
    throw Error(
        "bath_coupling = \"exchange\" goes with exchange couplings between the sites only; with "
        "position couplings the exact current needs bath_coupling = \"position\"");
  }
  Problem p{network, options, normal_modes(network), {}, {}};
  p.weights.resize(network.exchange.rows(), static_cast<Index>(network.baths.size()));
  std::vector<RealVector> acting;
  for (Index j = 0; j < p.baths(); ++j) {
    const NetworkBath& bath = network.baths[static_cast<std::size_t>(j)];
    p.weights.col(j) = mode_weights(p.modes, bath);
    acting.push_back(acting_weights(bath, p.weights.col(j), p.modes.energies));
    try {
      p.self_energies.emplace_back(bath.reservoir.spectral_density, options);
      p.self_energies.back()(p.modes.energies(0));
    } catch (const Error& error) {
      throw Error(fmt::format("the self-energy of bath '{}': {}", bath.name, error.what()));
    }
  }
  require_damped_modes(p.modes.energies, acting, options.degeneracy_tolerance);
  require_no_pole_at_zero(p);
  return p;
}

// c_k(w) of one mode; `detuning` is e - w.
template <class Number>
Number propagator(const Problem& p, double energy, Number detuning) {
  // At the mode itself g diverges, but G does not; a step of rounding aside it is the same.
  if (detuning == Number(0)) detuning = std::numeric_limits<double>::epsilon() * energy;
  return p.exchange() ? 1.0 / detuning : 2 * energy / (detuning * (2 * energy - detuning));
}

// g_jl(w) between the baths.
Matrix bare(const Problem& p, const Frequency& frequency) {
  const Index m = p.baths();
  RealMatrix g = RealMatrix::Zero(m, m);
  for (Index k = 0; k < p.modes.energies.size(); ++k) {
    const double e = p.modes.energies(k);
    const double c = propagator(p, e, (e - frequency.anchor) - frequency.offset);
    for (Index l = 0; l < m; ++l) {
      const double weighted = c * p.weights(k, l);
      for (Index j = 0; j <= l; ++j) g(j, l) += p.weights(k, j) * weighted;
    }
  }
  return RealMatrix(g.selfadjointView<Eigen::Upper>()).cast<Complex>();
}

// T_jl(w).
RealMatrix transmission(const Problem& p, const Frequency& frequency) {
  const Index m = p.baths();
  const Matrix g = bare(p, frequency);
  Matrix dressed = Matrix::Identity(m, m);
  RealVector gamma(m);
  for (Index l = 0; l < m; ++l) {
    const Complex sigma = p.self_energy(l, frequency.value());
    dressed.col(l) += g.col(l) * sigma;
    gamma(l) = -2 * sigma.imag();
  }
  const Matrix green = dressed.partialPivLu().solve(g);
  return gamma.asDiagonal() * green.cwiseAbs2() * gamma.asDiagonal();
}

// The k-th pole by the iteration of Ehrlich and Aberth (Newton's, with the other poles divided out)
// for a zero of det(1 + g Sigma) prod_k (e_k - z), with Sigma taken at Re z.
Complex polished(const Problem& p, const Vector& poles, Index which) {
  const Complex start = poles(which);
  Complex z = start;
  const Index m = p.baths();
  for (int step = 0; step < 30; ++step) {
    Matrix g = Matrix::Zero(m, m);
    Matrix slope = Matrix::Zero(m, m);
    Complex product = 0;  // its logarithmic derivative, and that of the other poles
    for (Index k = 0; k < p.modes.energies.size(); ++k) {
      const double e = p.modes.energies(k);
      const Complex c = propagator(p, e, e - z);
      const Complex derivative = p.exchange() ? c * c : c * c * z / e;
      const auto s = p.weights.row(k);
      g += c * (s.transpose() * s).cast<Complex>();
      slope += derivative * (s.transpose() * s).cast<Complex>();
      product -= derivative / c;
    }
    for (Index other = 0; other < poles.size(); ++other) {
      if (other != which && poles(other) != z) product -= 1.0 / (z - poles(other));
    }
    Matrix dressed = Matrix::Identity(m, m);
    for (Index l = 0; l < m; ++l) {
      const Complex sigma = p.self_energy(l, std::max(z.real(), 1e-12));
      dressed.col(l) += g.col(l) * sigma;
      slope.col(l) *= sigma;
    }
    const Complex logarithmic = dressed.partialPivLu().solve(slope).trace() + product;
    const Complex change = 1.0 / logarithmic;
    if (!std::isfinite(std::abs(change))) return start;
    z -= change;
    if (std::abs(change) < 1e-3 * std::abs(z.imag()) || std::abs(change) < 1e-15 * std::abs(z)) {
      break;
    }
  }
  const bool sound = z.real() > 0 && z.imag() <= 0 && std::abs(z - start) < std::abs(start) / 2;
  return sound ? z : start;
}

Vector resonances(const Problem& p) {
  // To first order the poles are the eigenvalues of the partial secular amplitude matrix.
  const Index n = p.modes.energies.size();
  Matrix effective = p.modes.energies.cast<Complex>().asDiagonal();
  for (Index j = 0; j < p.baths(); ++j) {
    for (Index l = 0; l < n; ++l) {
      if (p.weights(l, j) == 0) continue;
      effective.col(l) +=
          p.weights.col(j) * (p.weights(l, j) * p.self_energy(j, p.modes.energies(l)));
    }
  }
  Vector z = eigenvalues(std::move(effective));
  for (Index k = 0; k < n; ++k) z(k) = polished(p, z, k);
  return z;
}

// Scales of temperatures and spectral densities, and octaves beyond them.
std::vector<double> scales(const Problem& p, double top) {
  std::vector<double> points;
  for (const NetworkBath& bath : p.network.baths) {
    const double t = bath.reservoir.temperature;
    for (const double factor : {0.1, 1.0, 4.0, 12.0}) points.push_back(factor * t);
    const std::optional<double> cutoff = std::visit(
        [](const auto& d) -> std::optional<double> {
          if constexpr (requires { d.cutoff; }) {
            return d.cutoff;
          } else {
            return std::nullopt;
          }
        },
        bath.reservoir.spectral_density);
    for (const double factor : {0.3, 1.0, 4.0, 12.0, 40.0}) {
      points.push_back(factor * cutoff.value_or(0));
    }
  }
  const double highest = 2 * p.modes.energies.maxCoeff();
  double w = top / 2;
  while (w > highest) {
    points.push_back(w);
    w /= 2;
  }
  return points;
}

// From zero to `top`, in cells around each resonance, which is their anchor. A cell is cut where
// its flanks are by steps of a factor away, and at the scales.
std::vector<Segment> segments(const Problem& p, double top) {
  constexpr double kStep = 6;
  Vector z = resonances(p);
  std::sort(z.begin(), z.end(), [](Complex a, Complex b) { return a.real() < b.real(); });
  const std::vector<double> marks = scales(p, top);
  std::vector<Segment> result;
  double end = 0;
  for (Index k = 0; k < z.size() && end < top; ++k) {
    const double anchor = z(k).real();
    const double begin = end;
    end = k + 1 < z.size() ? std::min(std::midpoint(anchor, z(k + 1).real()), top) : top;
    if (!(end > begin)) continue;
    std::vector<double> cuts{begin - anchor, end - anchor};
    const auto add = [&](double offset) {
      if (offset > cuts[0] && offset < cuts[1]) cuts.push_back(offset);
    };
    add(0);
    const double width = std::max(-z(k).imag(), std::numeric_limits<double>::epsilon() * anchor);
    double step = width;
    while (step < top) {
      add(-step);
      add(step);
      step *= kStep;
    }
    for (const double mark : marks) add(mark - anchor);
    std::ranges::sort(cuts);
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
      if (cuts[i + 1] > cuts[i]) result.push_back({anchor, cuts[i], cuts[i + 1]});
    }
  }
  return result;
}

double hottest(const Problem& p) {
  double result = 0;
  for (Index j = 0; j < p.baths(); ++j) result = std::max(result, p.reservoir(j).temperature);
  return result;
}

// gamma_j and the response y = G v_j of every site, for each bath.
struct Response {
  RealVector gamma;
  Matrix y;  // sites x baths; of positions, in the position coupling
  Matrix u;  // T^-1 y: momenta are p = -i w u
};

Response response(const Problem& p, const RealMatrix& inverse_t, double frequency) {
  const Index n = p.network.exchange.rows();
  Matrix d =
      p.exchange()
          ? Matrix(p.network.exchange.cast<Complex>())
          : Matrix(
                (potential_matrix(p.network) - frequency * frequency * inverse_t).cast<Complex>());
  if (p.exchange()) d.diagonal().array() -= frequency;
  Matrix v(n, p.baths());
  RealVector gamma(p.baths());
  for (Index j = 0; j < p.baths(); ++j) {
    const Complex sigma = p.self_energy(j, frequency);
    gamma(j) = -2 * sigma.imag();
    v.col(j) = p.network.baths[static_cast<std::size_t>(j)].weights.cast<Complex>();
    d += (p.exchange() ? 1.0 : 2.0) * sigma * v.col(j) * v.col(j).transpose();
  }
  Response r{gamma, d.partialPivLu().solve(v), {}};
  if (!p.exchange()) r.u = inverse_t.cast<Complex>() * r.y;
  return r;
}

// Occupations and bond flows at one frequency. Bond flows vanish in equilibrium, so they are taken
// for the difference from the first bath.
RealVector profile_at(const Problem& p, const RealMatrix& inverse_t, const std::vector<Bond>& bonds,
                      double frequency) {
  const Index n = p.network.exchange.rows();
  const Response r = response(p, inverse_t, frequency);
  RealVector result = RealVector::Zero(n + static_cast<Index>(bonds.size()));
  for (Index j = 0; j < p.baths(); ++j) {
    const double temperature = p.reservoir(j).temperature;
    const double quanta = occupation(Statistics::bosons, frequency, temperature);
    const double difference = occupation_difference(Statistics::bosons, frequency, temperature,
                                                    frequency, p.reservoir(0).temperature);
    if (p.exchange()) {
      result.head(n) += r.gamma(j) * quanta * r.y.col(j).cwiseAbs2();
    } else {
      // <q^2> and <p^2> are integrals of gamma (2 n + 1) 2 |y|^2 and ... w^2 |u|^2.
      const RealVector q_q = r.y.col(j).cwiseAbs2();
      const RealVector p_p = frequency * frequency * r.u.col(j).cwiseAbs2();
      result.head(n) += r.gamma(j) * (2 * quanta + 1) * (q_q + p_p);
    }
    const auto q_p = [&](Index i, Index l) {
      return p.exchange() ? -r.gamma(j) * difference * (r.y(i, j) * std::conj(r.y(l, j))).imag()
                          : -4 * r.gamma(j) * difference * frequency *
                                (r.y(i, j) * std::conj(r.u(l, j))).imag();
    };
    for (std::size_t b = 0; b < bonds.size(); ++b) {
      result(n + static_cast<Index>(b)) += bond_flow(p.network, bonds[b], q_p);
    }
  }
  return result / kTwoPi;
}

}  // namespace

ExactFlows exact_flows(const Network& network, const EquationOptions& options) {
  const Problem p = make_problem(network, options);
  const Index m = p.baths();
  const double top = kHottest * hottest(p);
  ExactFlows result{RealVector::Zero(m), 0};
  if (top == 0 || m == 1) return result;
  const VectorIntegral integral = integrate(
      [&](const Frequency& frequency) {
        const RealMatrix t = transmission(p, frequency);
        const double w = frequency.value();
        RealVector pairs(m * (m - 1) / 2);
        Index next = 0;
        for (Index j = 0; j < m; ++j) {
          for (Index l = 0; l < j; ++l) {
            pairs(next++) = w * t(j, l) / kTwoPi *
                            occupation_difference(Statistics::bosons, w, p.reservoir(j).temperature,
                                                  w, p.reservoir(l).temperature);
          }
        }
        return pairs;
      },
      segments(p, top), kAccuracy);
  Index next = 0;
  for (Index j = 0; j < m; ++j) {
    for (Index l = 0; l < j; ++l) {
      result.flows(j) += integral.value(next);
      result.flows(l) -= integral.value(next++);
    }
  }
  result.error = integral.error;
  return result;
}

ExactProfile exact_profile(const Network& network, const std::vector<Bond>& bonds,
                           const EquationOptions& options) {
  const Problem p = make_problem(network, options);
  const Index n = network.exchange.rows();
  const RealMatrix inverse_t = p.exchange() ? RealMatrix() : RealMatrix(network.exchange.inverse());
  // The half quantum of the vacuum reaches up to where the baths end, in a Drude density as w^-3.
  const double top = p.exchange()
                         ? kHottest * hottest(p)
                         : std::max(kHottest * hottest(p), 1e6 * p.modes.energies.maxCoeff());
  ExactProfile result{RealVector::Zero(n), RealVector::Zero(static_cast<Index>(bonds.size())), 0};
  if (top > 0) {
    const VectorIntegral integral =
        integrate([&](const Frequency& w) { return profile_at(p, inverse_t, bonds, w.value()); },
                  segments(p, top), kAccuracy);
    result = {integral.value.head(n), integral.value.tail(static_cast<Index>(bonds.size())),
              integral.error};
  }
  if (!p.exchange()) result.occupations.array() -= 0.5;
  return result;
}

Vector resonances(const Network& network, const EquationOptions& options) {
  return resonances(make_problem(network, options));
}

}  // namespace quflux
