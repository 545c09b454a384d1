#include "quflux/method/network/counting.h"

#include <cmath>
#include <limits>
#include <memory>
#include <utility>

#include "quflux/core/error.h"
#include "quflux/method/network/amplitude_equation.h"
#include "quflux/method/network/bath_rates.h"
#include "quflux/method/network/damping.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {

namespace {

using Eigen::Index;

constexpr Complex kI(0, 1);

// What one bath does, or a Taylor coefficient of that by s.
struct Jumps {
  Matrix d;
  Matrix u;
  Matrix m;
};

// All that counting needs, in a basis in which what jumps count for is diagonal.
struct Counted {
  double z;
  RealVector energies;  // what jumps count for
  Matrix h;             // less a multiple of one, which drops out
  std::vector<Jumps> baths;
};

struct HalfRates {
  Complex emission;    // Gamma(w)
  Complex absorption;  // Gamma(-w)
};

HalfRates half_rates(const NetworkBath& bath, Statistics statistics, double frequency,
                     const EquationOptions& options) {
  const BathRates rates =
      bath_rates(bath, statistics, frequency, {frequency, bath.reservoir.temperature}, options);
  const double z = statistics == Statistics::fermions ? 1 : -1;
  const double gamma = evaluate(bath.reservoir.spectral_density, frequency);
  const double quanta = occupation_number(frequency, bath.reservoir.temperature);
  return {{gamma * (quanta + 1) / 2, rates.shift + z * rates.drive_shift},
          {gamma * quanta / 2, rates.drive_shift}};
}

Jumps jumps_of(const Network& network, const AmplitudeEquation& equation, const AmplitudeBath& term,
               const EquationOptions& options, double z) {
  const Index n = equation.h.rows();
  const NetworkBath& bath = network.baths[term.bath];
  std::vector<HalfRates> rates(static_cast<std::size_t>(n));
  for (Index k = 0; k < n; ++k) {
    if (term.weights(k) == 0) continue;
    rates[static_cast<std::size_t>(k)] =
        half_rates(bath, network.statistics, equation.h(k, k), options);
  }
  Jumps jumps{Matrix::Zero(n, n), Matrix::Zero(n, n), Matrix::Zero(n, n)};
  for (std::size_t b = 0; b + 1 < equation.blocks.size(); ++b) {
    for_kept(equation, term, equation.blocks[b], equation.blocks[b + 1], [&](Index k, Index l) {
      const double weight = term.weights(k) * term.weights(l);
      const HalfRates& of_k = rates[static_cast<std::size_t>(k)];
      const HalfRates& of_l = rates[static_cast<std::size_t>(l)];
      jumps.d(k, l) = weight * (of_l.emission + std::conj(of_k.emission));
      jumps.u(k, l) = weight * (of_k.absorption + std::conj(of_l.absorption));
      jumps.m(k, l) = weight * (of_l.emission - z * of_k.absorption);
    });
  }
  return jumps;
}

void rotate(const Matrix& basis, Matrix& m) { m = basis.adjoint() * m * basis; }

// Normal modes are what the dressing of the system counts; of the local equation, which has the
// sites, only counting by quanta is.
void count_by_modes(Counted& counted) {
  const HermitianEigen modes = hermitian_eigen(counted.h);
  counted.energies = modes.values;
  counted.h = modes.values.asDiagonal();
  for (Jumps& jumps : counted.baths) {
    for (Matrix* m : {&jumps.d, &jumps.u, &jumps.m}) rotate(modes.vectors, *m);
  }
}

Counted counted_network(const Network& network, const ClosedMoments& closed,
                        const EquationOptions& options) {
  const AmplitudeEquation& equation = closed.equation;
  Counted counted{.z = network.statistics == Statistics::fermions ? 1.0 : -1.0,
                  .energies = equation.h.diagonal(),
                  .h = equation.h.cast<Complex>(),
                  .baths = {}};
  for (const AmplitudeBath& term : equation.terms) {
    counted.baths.push_back(jumps_of(network, equation, term, options, counted.z));
  }
  if (!equation.diagonal && options.counting == Dressing::system) count_by_modes(counted);
  counted.h.diagonal().array() -= counted.h.diagonal().mean();
  if (equation.diagonal) {
    counted.h.diagonal() = (equation.detunings.array() - equation.detunings.mean()).cast<Complex>();
  }
  return counted;
}

// Element by element f(e_k + e_l) D, and so on, with the halves in f.
template <class Sum, class Difference>
Jumps dressed(const Counted& counted, const Jumps& jumps, const Sum& of_sum,
              const Difference& of_difference) {
  Jumps result = jumps;
  const RealVector& e = counted.energies;
  for (Index l = 0; l < e.size(); ++l) {
    for (Index k = 0; k < e.size(); ++k) {
      const double sum = (e(k) + e(l)) / 2;
      result.d(k, l) *= of_sum(-sum);
      result.u(k, l) *= of_sum(sum);
      result.m(k, l) *= of_difference((e(k) - e(l)) / 2);
    }
  }
  return result;
}

// The n-th Taylor coefficient of what a bath does by c s.
Jumps taylor_term(const Counted& counted, const Jumps& jumps, double c, int n) {
  const double scale = std::pow(c, n) / std::tgamma(n + 1);
  const auto power = [scale, n](double energy) { return scale * std::pow(energy, n); };
  return dressed(counted, jumps, power, power);
}

// E, of all jumps or of the part that one bath adds.
Matrix excess(const Jumps& j, double z) { return j.d - z * j.u - j.m - j.m.adjoint(); }

double trace_of_product(const Matrix& a, const Matrix& b) {
  return a.cwiseProduct(b.transpose()).sum().real();
}

Matrix product(const Matrix& a, const Matrix& b) { return product(a, Form::plain, b, Form::plain); }

class QuasiFree {
 public:
  explicit QuasiFree(Counted counted)
      : counted_(std::move(counted)), solver_(drift()), moments_(solve_moments()) {}

  RealVector cumulants(const RealVector& c, int order) const {
    const double z = counted_.z;
    std::vector<Jumps> terms;  // the k-th is that of s^(k+1)
    std::vector<Matrix> excesses;
    std::vector<Matrix> moments{moments_};
    RealVector lambda(order);
    for (int n = 1; n <= order; ++n) {
      terms.push_back(sum_of_terms(c, n));
      excesses.push_back(excess(terms.back(), z));
      lambda(n - 1) = terms.back().u.trace().real();
      const auto at = [](int k) { return static_cast<std::size_t>(k); };
      for (int k = 1; k <= n; ++k) {
        lambda(n - 1) += trace_of_product(excesses[at(k - 1)], moments[at(n - k)]);
      }
      if (n == order) break;
      Matrix source = terms.back().u;
      for (int k = 1; k <= n; ++k) {
        const Jumps& jumps = terms[at(k - 1)];
        const Matrix lost = product(jumps.m + z * jumps.u, moments[at(n - k)]);
        source -= lost + lost.adjoint();
        for (int i = 0; i <= n - k; ++i) {
          source -=
              z * product(product(moments[at(i)], excesses[at(k - 1)]), moments[at(n - k - i)]);
        }
      }
      moments.push_back(solver_.solve(source));
    }
    for (int n = 1; n <= order; ++n) lambda(n - 1) *= std::tgamma(n + 1);
    return lambda;
  }

  RealMatrix noise() const {
    const Index count = baths();
    std::vector<Matrix> excesses;
    std::vector<Matrix> responses;
    for (Index j = 0; j < count; ++j) {
      const Jumps first = term(j, 1);
      excesses.push_back(excess(first, counted_.z));
      responses.push_back(solver_.solve(disturbance(first, excesses.back())));
    }
    RealMatrix noise(count, count);
    for (Index k = 0; k < count; ++k) {
      for (Index j = 0; j < count; ++j) {
        noise(j, k) = trace_of_product(excesses[static_cast<std::size_t>(j)],
                                       responses[static_cast<std::size_t>(k)]);
      }
    }
    noise = (noise + noise.transpose()).eval();
    for (Index j = 0; j < count; ++j) noise(j, j) += shot_noise(j);
    return noise;
  }

  std::vector<Matrix> noise_spectrum(std::span<const double> frequencies) const {
    const Index count = baths();
    std::vector<Matrix> excesses;
    std::vector<Matrix> disturbances;
    for (Index j = 0; j < count; ++j) {
      const Jumps first = term(j, 1);
      excesses.push_back(excess(first, counted_.z));
      disturbances.push_back(disturbance(first, excesses.back()));
    }
    std::vector<Matrix> spectrum;
    for (const double w : frequencies) {
      const Matrix forwards = half_side(excesses, disturbances, w);
      const Matrix backwards = half_side(excesses, disturbances, -w);
      spectrum.emplace_back(forwards + backwards.transpose());
      for (Index j = 0; j < count; ++j) spectrum.back()(j, j) += shot_noise(j);
    }
    return spectrum;
  }

  // By the eigenvalues mu of [[-B, z E], [U, A]], A = -i h - M - z U, B = i h - M^+ - z U, whose
  // invariant subspace [1; C] solves the equation of C: lambda = z sum over Re mu > 0 of
  // mu(s) - mu(0).
  double generating_function(const RealVector& s) const {
    const Index n = counted_.energies.size();
    const double z = counted_.z;
    Jumps all{Matrix::Zero(n, n), Matrix::Zero(n, n), Matrix::Zero(n, n)};
    Complex before = 0;  // sum of mu(0)
    for (Index j = 0; j < s.size(); ++j) {
      const Jumps& plain = counted_.baths[static_cast<std::size_t>(j)];
      before += std::conj(plain.m.trace()) + z * plain.u.trace();
      const auto factor = [&](double energy) { return std::exp(s(j) * energy); };
      add(dressed(counted_, plain, factor, factor), all);
    }
    if (!all.m.allFinite() || !all.u.allFinite() || !all.d.allFinite()) {
      return std::numeric_limits<double>::quiet_NaN();
    }
    Matrix w(2 * n, 2 * n);
    const Matrix& h = counted_.h;
    w << -kI * h + all.m.adjoint() + z * all.u, z * excess(all, z), all.u,
        -kI * h - all.m - z * all.u;
    const double rounding = std::numeric_limits<double>::epsilon() * w.norm();
    Complex after = 0;
    Index growing = 0;
    Index decaying = 0;
    for (const Complex& value : eigenvalues(std::move(w))) {
      if (value.real() < -rounding) ++decaying;
      if (!(value.real() > rounding)) continue;
      after += value;
      ++growing;
    }
    // Eigenvalues that have met on the imaginary axis leave no subspace: lambda has ended.
    if (growing != n || decaying != n) return std::numeric_limits<double>::quiet_NaN();
    const double value = z * (after - before).real();
    constexpr double kEnough = 1e-6;  // beside itself, or beside the rates, where it is small
    const double known = kEnough * std::max(std::abs(value), std::abs(before.real()));
    return 10 * rounding <= known ? value : std::numeric_limits<double>::quiet_NaN();
  }

 private:
  Index baths() const { return static_cast<Index>(counted_.baths.size()); }

  static void add(const Jumps& jumps, Jumps& sum) {
    sum.d += jumps.d;
    sum.u += jumps.u;
    sum.m += jumps.m;
  }

  Jumps term(Index bath, int n) const {
    return taylor_term(counted_, counted_.baths[static_cast<std::size_t>(bath)], 1, n);
  }

  Jumps sum_of_terms(const RealVector& c, int n) const {
    const Index size = counted_.energies.size();
    Jumps sum{Matrix::Zero(size, size), Matrix::Zero(size, size), Matrix::Zero(size, size)};
    for (Index j = 0; j < c.size(); ++j) {
      if (c(j) == 0) continue;
      add(taylor_term(counted_, counted_.baths[static_cast<std::size_t>(j)], c(j), n), sum);
    }
    return sum;
  }

  Matrix drift() const {
    Matrix x = kI * counted_.h;
    for (const Jumps& jumps : counted_.baths) x += jumps.m + counted_.z * jumps.u;
    return x;
  }

  Matrix solve_moments() const {
    require_relaxation(solver_.eigenvalues());
    Matrix drive = Matrix::Zero(counted_.h.rows(), counted_.h.cols());
    for (const Jumps& jumps : counted_.baths) drive += jumps.u;
    return solver_.solve(drive);
  }

  // U' - (M' + z U') C - h.c. - z C E' C.
  Matrix disturbance(const Jumps& first, const Matrix& excess_of_first) const {
    const double z = counted_.z;
    const Matrix lost = product(first.m + z * first.u, moments_);
    return first.u - lost - lost.adjoint() -
           z * product(product(moments_, excess_of_first), moments_);
  }

  double shot_noise(Index bath) const {
    const Jumps second = term(bath, 2);
    return 2 * (second.u.trace().real() + trace_of_product(excess(second, counted_.z), moments_));
  }

  // Tr E'_j C_k with X C_k + C_k X^+ + i w C_k = what disturbs.
  Matrix half_side(const std::vector<Matrix>& excesses, const std::vector<Matrix>& disturbances,
                   double w) const {
    const Index count = baths();
    Matrix half(count, count);
    for (Index k = 0; k < count; ++k) {
      const Matrix response =
          solver_.solve(disturbances[static_cast<std::size_t>(k)], Complex(0, w));
      for (Index j = 0; j < count; ++j) {
        half(j, k) = excesses[static_cast<std::size_t>(j)].cwiseProduct(response.transpose()).sum();
      }
    }
    return half;
  }

  Counted counted_;
  SylvesterSolver solver_;
  Matrix moments_;
};

}  // namespace

FlowStatistics flow_statistics(const Network& network, const ClosedEquation& equation) {
  const ClosedMoments closed = closed_moments(network, equation);
  if (closed.by_sites()) {
    require_damping_of_sites(network, equation.options);
  } else {
    require_damping_of_modes(network, closed.modes, equation.options);
  }
  const auto quasi_free =
      std::make_shared<const QuasiFree>(counted_network(network, closed, equation.options));
  return {.cumulants = [quasi_free](const RealVector& c,
                                    int order) { return quasi_free->cumulants(c, order); },
          .noise = [quasi_free] { return quasi_free->noise(); },
          .noise_spectrum =
              [quasi_free](std::span<const double> frequencies) {
                return quasi_free->noise_spectrum(frequencies);
              },
          .generating_function =
              [quasi_free, dressing = equation.options.counting](const RealVector& s) {
                return quasi_free->generating_function(dressing == Dressing::system ? around_zero(s)
                                                                                    : s);
              },
          .counts_flows = equation.options.counting == Dressing::system,
          .ends = network.statistics == Statistics::bosons};
}

}  // namespace quflux::inline network
