#include "quflux/method/network/exact.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "quflux/core/error.h"
#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/method/network/self_energy.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/quadrature.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

constexpr double kAccuracy = 1e-11;
constexpr double kTwoPi = 2 * std::numbers::pi;
// n(w) at this many temperatures is below 1e-19.
constexpr double kHottest = 45;

// Modes, how they couple to each channel, and the self-energies. A bath is one channel, O_j = S_j
// or A_j; where position couplings between the sites mix b and b^+, exchange baths have another one
// each, A_j^+, which follows after all of the first.
struct Problem {
  const Network& network;
  EquationOptions options;
  RealVector energies;
  Matrix rotating;  // modes x channels
  Matrix counter;
  std::vector<BathSelfEnergy> self_energies;

  Index baths() const { return static_cast<Index>(network.baths.size()); }
  Index channels() const { return rotating.cols(); }
  bool exchange() const { return options.bath_coupling == BathCoupling::exchange; }
  const Reservoir& reservoir(Index j) const {
    return network.baths[static_cast<std::size_t>(j)].reservoir;
  }
  Complex self_energy(Index channel, double frequency) const {
    const BathSelfEnergy& bath = self_energies[static_cast<std::size_t>(channel % baths())];
    return channel < baths() ? bath(frequency) : bath.below(frequency);
  }
};

// The smallest eigenvalue of the energy (z^+ K z + sum_j Sigma_j(0) O_j^2)/2, z = (a, a^+), or of h
// + Sigma(0) where quanta are conserved.
double lowest_with_phases(const Problem& p) {
  const Index n = p.network.exchange.rows();
  Matrix energy = p.exchange() ? exchange_matrix(p.network) : energy_matrix(p.network);
  for (Index j = 0; j < p.baths(); ++j) {
    const RealVector& v = p.network.baths[static_cast<std::size_t>(j)].weights;
    Vector o(energy.rows());
    o.head(n) = v.cast<Complex>();
    if (!p.exchange()) o.tail(n) = v.cast<Complex>();
    energy += p.self_energies[static_cast<std::size_t>(j)].at_zero() * o * o.adjoint();
  }
  return Eigen::SelfAdjointEigenSolver<Matrix>(energy).eigenvalues().minCoeff();
}

// The total energy is positive, so that nothing is bound below the band of the baths or unstable,
// when that of the network with the baths in their places is: when V + 2 Sigma(0) is positive
// definite, and for exchange baths T + Sigma(0) and V + Sigma(0), which are both h + Sigma(0)
// without position couplings.
void require_no_pole_at_zero(const Problem& p) {
  const auto lowest = [&](RealMatrix stiffness, double factor) {
    for (Index j = 0; j < p.baths(); ++j) {
      const RealVector& v = p.network.baths[static_cast<std::size_t>(j)].weights;
      stiffness +=
          factor * p.self_energies[static_cast<std::size_t>(j)].at_zero() * v * v.transpose();
    }
    return symmetric_eigen(stiffness).values.minCoeff();
  };
  const auto require_positive = [](double least, const char* what, const char* of) {
    if (least > 0) return;
    throw NoAnswer(
        fmt::format("{}: the baths lower the smallest eigenvalue of {} to {:.6g}; couple them more "
                    "weakly, lower "
                    "their cutoff, or set self_energy = \"counter_term\"",
                    what, of, least));
  };
  constexpr const char* kUnstable = "the network is unstable";
  if (has_phases(p.network)) {
    require_positive(lowest_with_phases(p), kUnstable, "the energy with Sigma(0)");
    return;
  }
  if (!p.exchange()) {
    require_positive(lowest(potential_matrix(p.network), 2), kUnstable, "V + 2 Sigma(0)");
    return;
  }
  require_positive(lowest(p.network.exchange, 1),
                   "there is a bound mode below the band of the baths, which never relaxes",
                   "h + Sigma(0)");
  if (has_position_coupling(p.network)) {
    require_positive(lowest(potential_matrix(p.network), 1), kUnstable, "V + Sigma(0)");
  }
}

// The modes and how they couple. Throws NoAnswer when no bath damps one.
void put_real_modes(Problem& p) {
  const NormalModes modes = normal_modes(p.network);
  const Index m = p.baths();
  const bool doubled = p.exchange() && has_position_coupling(p.network);
  p.energies = modes.energies;
  p.rotating.resize(p.energies.size(), doubled ? 2 * m : m);
  p.counter.resizeLike(p.rotating);
  std::vector<RealVector> acting;
  for (Index j = 0; j < m; ++j) {
    const NetworkBath& bath = p.network.baths[static_cast<std::size_t>(j)];
    const ModeWeights weights = mode_weights(modes, bath, p.options.bath_coupling);
    p.rotating.col(j) = weights.rotating.cast<Complex>();
    p.counter.col(j) = weights.counter.cast<Complex>();
    if (doubled) {
      p.rotating.col(m + j) = weights.counter.cast<Complex>();
      p.counter.col(m + j) = weights.rotating.cast<Complex>();
    }
    acting.push_back(acting_weights(bath, weights.rotating, p.energies));
  }
  require_damped_modes(p.energies, acting, p.options.degeneracy_tolerance);
}

void put_complex_modes(Problem& p) {
  const ComplexModes modes = complex_modes(p.network);
  p.energies = modes.energies;
  p.rotating.resize(p.energies.size(), p.baths());
  p.counter.setZero(p.energies.size(), p.baths());
  std::vector<Vector> acting;
  for (Index j = 0; j < p.baths(); ++j) {
    const NetworkBath& bath = p.network.baths[static_cast<std::size_t>(j)];
    const Vector weights = mode_weights(modes, bath, p.options.bath_coupling);
    p.rotating.col(j) = weights;
    if (!p.exchange()) p.counter.col(j) = weights.conjugate();
    const RealVector acts = acting_weights(bath, RealVector::Ones(weights.size()), p.energies);
    acting.emplace_back(weights.cwiseProduct(acts.cast<Complex>()));
  }
  require_damped_modes(p.energies, acting, p.options.degeneracy_tolerance);
}

Problem make_problem(const Network& network, const EquationOptions& options) {
  validate(network);
  if (network.statistics == Statistics::fermions) {
    throw NoAnswer("the exact current is known for networks of oscillators, not two-level systems");
  }
  if (network.baths.empty()) throw NoAnswer("the stationary state is not unique: there is no bath");
  Problem p{network, options, {}, {}, {}, {}};
  has_phases(network) ? put_complex_modes(p) : put_real_modes(p);
  const Index m = p.baths();
  for (Index j = 0; j < m; ++j) {
    const NetworkBath& bath = network.baths[static_cast<std::size_t>(j)];
    try {
      p.self_energies.emplace_back(bath.reservoir.spectral_density, options);
      p.self_energies.back()(p.energies(0));
    } catch (const NoAnswer& error) {
      throw NoAnswer(fmt::format("the self-energy of bath '{}': {}", bath.name, error.what()));
    }
  }
  require_no_pole_at_zero(p);
  return p;
}

// 1/(e - w) of one mode, from e - w.
template <class Number>
Number resonant(double energy, Number detuning) {
  // At the mode itself g diverges, but G does not; a step of rounding aside it is the same.
  if (detuning == Number(0)) detuning = std::numeric_limits<double>::epsilon() * energy;
  return 1.0 / detuning;
}

// g_jl(w) between the channels.
Matrix bare(const Problem& p, const Frequency& frequency) {
  const Index m = p.channels();
  Matrix g = Matrix::Zero(m, m);
  for (Index k = 0; k < p.energies.size(); ++k) {
    const double e = p.energies(k);
    const double c = resonant(e, (e - frequency.anchor) - frequency.offset);
    const double b = 1 / (e + frequency.value());
    for (Index l = 0; l < m; ++l) {
      const Complex rotating = c * std::conj(p.rotating(k, l));
      const Complex counter = b * std::conj(p.counter(k, l));
      for (Index j = 0; j <= l; ++j) {
        g(j, l) += p.rotating(k, j) * rotating + p.counter(k, j) * counter;
      }
    }
  }
  return g.selfadjointView<Eigen::Upper>();
}

// G between the baths, and their gamma_j. The second channels lead to negative frequencies, where
// baths have nothing to give or take.
struct Green {
  Matrix g;
  RealVector gamma;
};

Green green(const Problem& p, const Frequency& frequency) {
  const Index n = p.channels();
  const Index m = p.baths();
  const Matrix g = bare(p, frequency);
  Matrix dressed = Matrix::Identity(n, n);
  RealVector gamma(n);
  for (Index l = 0; l < n; ++l) {
    const Complex sigma = p.self_energy(l, frequency.value());
    dressed.col(l) += g.col(l) * sigma;
    gamma(l) = -2 * sigma.imag();
  }
  return {dressed.partialPivLu().solve(g).topLeftCorner(m, m), gamma.head(m)};
}

// T_jl(w).
RealMatrix transmission(const Problem& p, const Frequency& frequency) {
  const auto [g, gamma] = green(p, frequency);
  return gamma.asDiagonal() * g.cwiseAbs2() * gamma.asDiagonal();
}

Scattering scattering(const Problem& p, const Frequency& frequency) {
  const auto [g, gamma] = green(p, frequency);
  const RealVector root = gamma.cwiseSqrt();
  Scattering result{frequency.value(), Complex(0, 1) * (root.asDiagonal() * g * root.asDiagonal()),
                    RealVector(p.baths())};
  result.matrix.diagonal().array() += 1;
  for (Index j = 0; j < p.baths(); ++j) {
    result.quanta(j) = occupation_number(frequency.value(), p.reservoir(j).temperature);
  }
  return result;
}

// The k-th pole by the iteration of Ehrlich and Aberth (Newton's, with the other poles divided out)
// for a zero of det(1 + g Sigma) prod_k (e_k - z), with Sigma taken at Re z.
Complex polished(const Problem& p, const Vector& poles, Index which) {
  const Complex start = poles(which);
  Complex z = start;
  const Index m = p.channels();
  for (int step = 0; step < 30; ++step) {
    Matrix g = Matrix::Zero(m, m);
    Matrix slope = Matrix::Zero(m, m);
    Complex product = 0;  // its logarithmic derivative, and that of the other poles
    for (Index k = 0; k < p.energies.size(); ++k) {
      const double e = p.energies(k);
      const Complex c = resonant(e, e - z);
      const Complex b = 1.0 / (e + z);
      const Matrix rotating = p.rotating.row(k).transpose() * p.rotating.row(k).conjugate();
      const Matrix counter = p.counter.row(k).transpose() * p.counter.row(k).conjugate();
      g += c * rotating + b * counter;
      slope += c * c * rotating - b * b * counter;
      product -= c;
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
  const Index n = p.energies.size();
  Matrix effective = p.energies.cast<Complex>().asDiagonal();
  for (Index j = 0; j < p.channels(); ++j) {
    for (Index l = 0; l < n; ++l) {
      if (p.rotating(l, j) == Complex(0)) continue;
      effective.col(l) +=
          p.rotating.col(j).conjugate() * (p.rotating(l, j) * p.self_energy(j, p.energies(l)));
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
    for (const double cutoff : cutoffs(bath.reservoir.spectral_density)) {
      for (const double factor : {0.3, 1.0, 4.0, 12.0, 40.0}) points.push_back(factor * cutoff);
    }
    for (const Peak& peak : peaks(bath.reservoir.spectral_density)) {
      points.push_back(peak.frequency);
      for (double step = peak.width; step < peak.frequency; step *= 4) {
        points.insert(points.end(), {peak.frequency - step, peak.frequency + step});
      }
    }
  }
  const double highest = 2 * p.energies.maxCoeff();
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

// gamma_j and what the noise of bath j at one frequency drives: q and p of all sites, and with them
// a = (q + i p)/sqrt(2) and a^+ = (q - i p)/sqrt(2).
struct Response {
  RealVector gamma;
  Matrix q;  // sites x baths
  Matrix p;
};

// (V + 2 Sigma - w^2 T^-1) q = sqrt(2) noise, p = -i w T^-1 q.
Response position_response(const Problem& p, const RealMatrix& inverse_t, double frequency) {
  Matrix d = (potential_matrix(p.network) - frequency * frequency * inverse_t).cast<Complex>();
  Matrix v(d.rows(), p.baths());
  RealVector gamma(p.baths());
  for (Index j = 0; j < p.baths(); ++j) {
    const Complex sigma = p.self_energy(j, frequency);
    gamma(j) = -2 * sigma.imag();
    v.col(j) = p.network.baths[static_cast<std::size_t>(j)].weights.cast<Complex>();
    d += 2.0 * sigma * v.col(j) * v.col(j).transpose();
  }
  const Matrix q = std::numbers::sqrt2 * d.partialPivLu().solve(v);
  return {gamma, q, Complex(0, -frequency) * (inverse_t.cast<Complex>() * q)};
}

// (h + k + Sigma(w) - w) a + k a^+ = noise and (h + k + Sigma(-w) + w) a^+ + k a = 0, with the
// position couplings k.
Response exchange_response(const Problem& p, double frequency) {
  const bool doubled = has_position_coupling(p.network);
  RealMatrix k = RealMatrix::Zero(p.network.exchange.rows(), p.network.exchange.rows());
  if (doubled) k = p.network.position;
  Matrix d = (p.network.exchange + k).cast<Complex>();
  d.diagonal().array() -= frequency;
  RealMatrix raised = p.network.exchange + k;
  raised.diagonal().array() += frequency;
  Matrix v(d.rows(), p.baths());
  RealVector gamma(p.baths());
  for (Index j = 0; j < p.baths(); ++j) {
    const RealVector& weights = p.network.baths[static_cast<std::size_t>(j)].weights;
    const Complex sigma = p.self_energy(j, frequency);
    gamma(j) = -2 * sigma.imag();
    v.col(j) = weights.cast<Complex>();
    d += sigma * v.col(j) * v.col(j).transpose();
    if (doubled) {
      raised += p.self_energy(p.baths() + j, frequency).real() * weights * weights.transpose();
    }
  }
  Matrix lowered = Matrix::Zero(d.rows(), d.rows());  // a^+ = lowered a
  if (doubled) {
    lowered = -RealMatrix(raised.partialPivLu().solve(k)).cast<Complex>();
    d += k.cast<Complex>() * lowered;
  }
  const Matrix a = d.partialPivLu().solve(v);
  const Matrix raising = lowered * a;
  return {gamma, (a + raising) / std::numbers::sqrt2,
          Complex(0, -1 / std::numbers::sqrt2) * (a - raising)};
}

// With z = (a, a^+) and signs g = (1, -1), (K + sum_j Sigma_j o_j o_j^T - w g) z = noise; of a
// alone where baths couple by exchange.
Response complex_response(const Problem& p, double frequency) {
  const Index n = p.network.exchange.rows();
  const bool doubled = !p.exchange();
  Matrix d = doubled ? energy_matrix(p.network) : exchange_matrix(p.network);
  d.diagonal().head(n).array() -= frequency;
  if (doubled) d.diagonal().tail(n).array() += frequency;
  Matrix o(d.rows(), p.baths());
  RealVector gamma(p.baths());
  for (Index j = 0; j < p.baths(); ++j) {
    const RealVector& weights = p.network.baths[static_cast<std::size_t>(j)].weights;
    const Complex sigma = p.self_energy(j, frequency);
    gamma(j) = -2 * sigma.imag();
    o.col(j).head(n) = weights.cast<Complex>();
    if (doubled) o.col(j).tail(n) = weights.cast<Complex>();
    d += sigma * o.col(j) * o.col(j).transpose();
  }
  const Matrix z = d.partialPivLu().solve(o);
  const Matrix a = z.topRows(n);
  const Matrix raising = doubled ? Matrix(z.bottomRows(n)) : Matrix(Matrix::Zero(n, p.baths()));
  return {gamma, (a + raising) / std::numbers::sqrt2,
          Complex(0, -1 / std::numbers::sqrt2) * (a - raising)};
}

Response response(const Problem& p, const RealMatrix& inverse_t, double frequency) {
  if (has_phases(p.network)) return complex_response(p, frequency);
  return p.exchange() ? exchange_response(p, frequency)
                      : position_response(p, inverse_t, frequency);
}

// Occupations and bond flows at one frequency. Bond flows vanish in equilibrium, so they are taken
// for the difference from the first bath.
RealVector profile_at(const Problem& p, const RealMatrix& inverse_t, const std::vector<Bond>& bonds,
                      double frequency) {
  const Index n = p.network.exchange.rows();
  const Response r = response(p, inverse_t, frequency);
  const Complex i(0, 1);
  RealVector result = RealVector::Zero(n + static_cast<Index>(bonds.size()));
  for (Index j = 0; j < p.baths(); ++j) {
    const double temperature = p.reservoir(j).temperature;
    const double quanta = occupation(Statistics::bosons, frequency, temperature);
    const double difference = occupation_difference(Statistics::bosons, frequency, temperature,
                                                    frequency, p.reservoir(0).temperature);
    // <a^+ a> from a at positive frequencies and from a^+ there, which is a at negative ones.
    result.head(n) += r.gamma(j) / 2 *
                      (quanta * (r.q.col(j) + i * r.p.col(j)).cwiseAbs2() +
                       (quanta + 1) * (r.q.col(j) - i * r.p.col(j)).cwiseAbs2());
    const auto q_p = [&](Index site, Index other) {
      return 2 * r.gamma(j) * difference * (r.q(site, j) * std::conj(r.p(other, j))).real();
    };
    // With phases currents go round a loop in equilibrium, too.
    const Vector lowered = (r.q.col(j) + i * r.p.col(j)) / std::numbers::sqrt2;
    const Vector raised = (r.q.col(j) - i * r.p.col(j)) / std::numbers::sqrt2;
    const auto moment = [&](Index k, Index l) {
      return r.gamma(j) * (quanta * lowered(k) * std::conj(lowered(l)) +
                           (quanta + 1) * raised(l) * std::conj(raised(k)));
    };
    for (std::size_t b = 0; b < bonds.size(); ++b) {
      result(n + static_cast<Index>(b)) += has_phases(p.network)
                                               ? bond_flow_of_moments(p.network, bonds[b], moment)
                                               : bond_flow(p.network, bonds[b], q_p);
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
  const bool reciprocal = !has_phases(network);  // T_jl = T_lj
  const VectorIntegral integral = integrate(
      [&](const Frequency& frequency) {
        const RealMatrix t = transmission(p, frequency);
        const double w = frequency.value();
        RealVector pairs(reciprocal ? m * (m - 1) / 2 : m * (m - 1));
        Index next = 0;
        for (Index j = 0; j < m; ++j) {
          for (Index l = 0; l < j; ++l) {
            const double difference = occupation_difference(
                Statistics::bosons, w, p.reservoir(j).temperature, w, p.reservoir(l).temperature);
            pairs(next++) = w * t(j, l) / kTwoPi * difference;
            if (!reciprocal) pairs(next++) = w * t(l, j) / kTwoPi * difference;
          }
        }
        return pairs;
      },
      segments(p, top), kAccuracy);
  Index next = 0;
  for (Index j = 0; j < m; ++j) {
    for (Index l = 0; l < j; ++l) {
      result.flows(j) += integral.value(next);
      if (!reciprocal) ++next;
      result.flows(l) -= integral.value(next++);
    }
  }
  result.error = integral.error;
  return result;
}

RealVector integrate_scattering(const Network& network, const EquationOptions& options,
                                const std::function<RealVector(const Scattering&)>& f) {
  const Problem p = make_problem(network, options);
  const double top = kHottest * hottest(p);
  if (top == 0 || p.baths() == 1) return 0 * f(scattering(p, {p.energies(0), 0}));
  const VectorIntegral integral =
      integrate([&](const Frequency& frequency) { return f(scattering(p, frequency)); },
                segments(p, top), kAccuracy);
  return integral.value / kTwoPi;
}

RealMatrix exact_flow_spectra(const Network& network, std::span<const double> frequencies,
                              const EquationOptions& options) {
  const Problem p = make_problem(network, options);
  const Index m = p.baths();
  RealMatrix spectra = RealMatrix::Zero(m, static_cast<Index>(frequencies.size()));
  for (Index k = 0; k < spectra.cols(); ++k) {
    const double w = frequencies[static_cast<std::size_t>(k)];
    if (!(w > 0)) continue;
    const RealMatrix t = transmission(p, {w, 0});
    for (Index j = 0; j < m; ++j) {
      for (Index l = 0; l < m; ++l) {
        if (l == j) continue;
        spectra(j, k) += w * t(j, l) / kTwoPi *
                         occupation_difference(Statistics::bosons, w, p.reservoir(j).temperature, w,
                                               p.reservoir(l).temperature);
      }
    }
  }
  return spectra;
}

ExactProfile exact_profile(const Network& network, const std::vector<Bond>& bonds,
                           const EquationOptions& options) {
  const Problem p = make_problem(network, options);
  const Index n = network.exchange.rows();
  const RealMatrix inverse_t = p.exchange() ? RealMatrix() : RealMatrix(network.exchange.inverse());
  // What a^+ has at positive frequencies, squeezing, reaches up to where the baths end.
  const double top = p.exchange() && !has_position_coupling(network)
                         ? kHottest * hottest(p)
                         : std::max(kHottest * hottest(p), 1e6 * p.energies.maxCoeff());
  ExactProfile result{RealVector::Zero(n), RealVector::Zero(static_cast<Index>(bonds.size())), 0};
  if (top > 0) {
    const VectorIntegral integral =
        integrate([&](const Frequency& w) { return profile_at(p, inverse_t, bonds, w.value()); },
                  segments(p, top), kAccuracy);
    result = {integral.value.head(n), integral.value.tail(static_cast<Index>(bonds.size())),
              integral.error};
  }
  return result;
}

Vector resonances(const Network& network, const EquationOptions& options) {
  return resonances(make_problem(network, options));
}

}  // namespace quflux::inline network
