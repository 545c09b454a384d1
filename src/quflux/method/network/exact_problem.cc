#include "quflux/method/network/exact_problem.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "quflux/core/error.h"
#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/damping.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

// The smallest eigenvalue of the energy (z^+ K z + sum_j Sigma_j(0) O_j^2)/2, z = (a, a^+), or of h
// + Sigma(0) where quanta are conserved.
double lowest_with_phases(const ExactProblem& p) {
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
void require_no_pole_at_zero(const ExactProblem& p) {
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
void put_real_modes(ExactProblem& p) {
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

void put_complex_modes(ExactProblem& p) {
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

// 1/(e - w) of one mode, from e - w.
template <class Number>
Number resonant(double energy, Number detuning) {
  // At the mode itself g diverges, but G does not; a step of rounding aside it is the same.
  if (detuning == Number(0)) detuning = std::numeric_limits<double>::epsilon() * energy;
  return 1.0 / detuning;
}

// The k-th pole by the iteration of Ehrlich and Aberth (Newton's, with the other poles divided out)
// for a zero of det(1 + g Sigma) prod_k (e_k - z), with Sigma taken at Re z.
Complex polished(const ExactProblem& p, const Vector& poles, Index which) {
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

// Scales of temperatures and spectral densities, and octaves beyond them.
std::vector<double> scales(const ExactProblem& p, double top) {
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

}  // namespace

ExactProblem exact_problem(const Network& network, const EquationOptions& options) {
  validate(network);
  if (network.statistics == Statistics::fermions) {
    throw NoAnswer("the exact current is known for networks of oscillators, not two-level systems");
  }
  if (network.baths.empty()) throw NoAnswer("the stationary state is not unique: there is no bath");
  ExactProblem p{network, options, {}, {}, {}, {}};
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

ModePoles mode_poles(const ExactProblem& p, const Frequency& frequency) {
  ModePoles poles{RealVector(p.energies.size()),
                  (p.energies.array() + frequency.value()).inverse().matrix()};
  for (Index k = 0; k < p.energies.size(); ++k) {
    const double e = p.energies(k);
    poles.rotating(k) = resonant(e, (e - frequency.anchor) - frequency.offset);
  }
  return poles;
}

Matrix bare_green(const ExactProblem& p, const ModePoles& poles) {
  const Index m = p.channels();
  Matrix g = Matrix::Zero(m, m);
  for (Index k = 0; k < p.energies.size(); ++k) {
    for (Index l = 0; l < m; ++l) {
      const Complex rotating = poles.rotating(k) * std::conj(p.rotating(k, l));
      const Complex counter = poles.counter(k) * std::conj(p.counter(k, l));
      for (Index j = 0; j <= l; ++j) {
        g(j, l) += p.rotating(k, j) * rotating + p.counter(k, j) * counter;
      }
    }
  }
  return g.selfadjointView<Eigen::Upper>();
}

Vector self_energies(const ExactProblem& p, double frequency) {
  Vector sigma(p.channels());
  for (Index l = 0; l < sigma.size(); ++l) sigma(l) = p.self_energy(l, frequency);
  return sigma;
}

Vector resonances(const ExactProblem& p) {
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

std::vector<Segment> exact_segments(const ExactProblem& p, double top) {
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

double end_of_quanta(const ExactProblem& p) {
  constexpr double kHottest = 45;  // temperatures
  double hottest = 0;
  for (const NetworkBath& bath : p.network.baths) {
    hottest = std::max(hottest, bath.reservoir.temperature);
  }
  return kHottest * hottest;
}

}  // namespace quflux::inline network
