#include "quflux/method/network/damping.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

// Squared elements of eigenvectors below this are rounding.
constexpr double kRounding = 1e-30;

// A rate at zero frequency that is not finite is told where it is needed.
bool acts(const Reservoir& reservoir, double frequency) {
  if (frequency > 0) return evaluate(reservoir.spectral_density, frequency) > 0;
  return transition_rate(reservoir, 0).value_or(1) > 0;
}

double least_eigenvalue(const RealMatrix& symmetric) {
  return symmetric_eigen(symmetric).values.minCoeff();
}

double least_eigenvalue(const Matrix& hermitian) {
  return Eigen::SelfAdjointEigenSolver<Matrix>(hermitian).eigenvalues().minCoeff();
}

[[noreturn]] void throw_undamped(const RealVector& energies) {
  constexpr const char* kNotUnique = "the stationary state is not unique: no bath damps";
  if (energies.size() == 1) {
    throw NoAnswer(fmt::format("{} the mode of energy {:.6g}", kNotUnique, energies(0)));
  }
  const bool equal = energies.minCoeff() == energies.maxCoeff();
  throw NoAnswer(fmt::format("{} a combination of the {} modes of energy {:.6g}{}", kNotUnique,
                             energies.size(), energies(0),
                             equal ? "" : ", which degeneracy_tolerance does not tell apart"));
}

}  // namespace

std::vector<Eigen::Index> degenerate_groups(const RealVector& energies, double tolerance) {
  std::vector<Eigen::Index> groups{0};
  const double closest = tolerance * energies.cwiseAbs().maxCoeff();
  for (Eigen::Index k = 1; k < energies.size(); ++k) {
    if (energies(k) - energies(k - 1) > closest) groups.push_back(k);
  }
  groups.push_back(energies.size());
  return groups;
}

template <class Scalar>
void require_damped_modes(const RealVector& energies,
                          const std::vector<Eigen::VectorX<Scalar>>& weights,
                          double degeneracy_tolerance) {
  using Square = Eigen::MatrixX<Scalar>;
  const std::vector<Eigen::Index> groups = degenerate_groups(energies, degeneracy_tolerance);
  for (std::size_t g = 0; g + 1 < groups.size(); ++g) {
    const Eigen::Index begin = groups[g];
    const Eigen::Index size = groups[g + 1] - begin;
    // sum_j s_j s_j^+: positive definite unless a combination of the modes is dark.
    Square overlap = Square::Zero(size, size);
    double largest = 0;
    for (const Eigen::VectorX<Scalar>& w : weights) {
      const auto s = w.segment(begin, size);
      overlap += s * s.adjoint();
      largest = std::max(largest, w.squaredNorm());
    }
    const double least = size == 1 ? std::real(overlap(0, 0)) : least_eigenvalue(overlap);
    if (!(least > kRounding * largest)) throw_undamped(energies.segment(begin, size));
  }
}

template void require_damped_modes(const RealVector&, const std::vector<RealVector>&, double);
template void require_damped_modes(const RealVector&, const std::vector<Vector>&, double);

namespace {

// sum_j s_j s_j^T of the first modes.
RealMatrix overlap_of(const std::vector<RealVector>& weights, Eigen::Index modes) {
  RealMatrix sum = RealMatrix::Zero(modes, modes);
  for (const RealVector& w : weights) sum += w.head(modes) * w.head(modes).transpose();
  return sum;
}

double largest_square(const std::vector<RealVector>& weights) {
  double largest = 0;
  for (const RealVector& w : weights) largest = std::max(largest, w.squaredNorm());
  return largest;
}

// How many combinations of the zero modes within some sites are damped.
Eigen::Index damped_in(const RealMatrix& rows, const std::vector<RealVector>& weights) {
  const RealMatrix projector = rows.transpose() * rows;
  const RealMatrix overlap = projector * overlap_of(weights, rows.cols()) * projector;
  return (symmetric_eigen(overlap).values.array() > kRounding * largest_square(weights)).count();
}

// The zero modes of one chain; the projectors on them have their number as trace.
void require_damped_zero_modes(const RealMatrix& q, const RealMatrix& p,
                               const DampedQuadratures& damped) {
  const auto operators = std::lround(q.squaredNorm() + p.squaredNorm());
  if (operators - damped_in(q, damped.q) - damped_in(p, damped.p) <= 1) return;
  throw NoAnswer(
      "the stationary state is not unique: a chain has modes of zero energy, and the product of "
      "two of their Majorana operators that no bath damps is conserved");
}

}  // namespace

void require_damped_fermions(const NormalModes& modes, const ChainOrder& order,
                             const DampedQuadratures& damped, double degeneracy_tolerance) {
  const Eigen::Index zeros = modes.zero_modes();
  const Eigen::Index others = modes.energies.size() - zeros;
  if (others > 0) {
    std::vector<RealVector> weights;
    for (const RealVector& w : damped.q) weights.emplace_back(w.tail(others));
    for (const RealVector& w : damped.p) weights.emplace_back(w.tail(others));
    require_damped_modes(modes.energies.tail(others), weights, degeneracy_tolerance);
  }
  if (zeros == 0) return;
  const Eigen::Index chains = *std::ranges::max_element(order.chain) + 1;
  for (Eigen::Index c = 0; c < chains; ++c) {
    std::vector<Eigen::Index> sites;
    for (std::size_t i = 0; i < order.chain.size(); ++i) {
      if (order.chain[i] == c) sites.push_back(static_cast<Eigen::Index>(i));
    }
    require_damped_zero_modes(modes.from_q(sites, Eigen::seqN(0, zeros)),
                              modes.to_p()(sites, Eigen::seqN(0, zeros)), damped);
  }
}

RealVector acting_weights(const NetworkBath& bath, const RealVector& weights,
                          const RealVector& frequencies) {
  RealVector result = weights;
  for (Eigen::Index k = 0; k < result.size(); ++k) {
    if (result(k) != 0 && !acts(bath.reservoir, frequencies(k))) result(k) = 0;
  }
  return result;
}

void require_relaxation(const Vector& eigenvalues) {
  constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
  const auto size = static_cast<double>(eigenvalues.size());
  const double rounding = 10 * kEpsilon * size * eigenvalues.cwiseAbs().maxCoeff();
  if (!(eigenvalues.real().minCoeff() > -rounding)) {
    // Without the rate, which would make every point's reason another one.
    throw NoAnswer("there is no stationary state: an amplitude grows or does not decay");
  }
  const RealVector turning = eigenvalues.imag().array() - eigenvalues.imag().mean();
  if (eigenvalues.real().maxCoeff() <= kEpsilon * size * turning.cwiseAbs().maxCoeff()) {
    throw NoAnswer(
        "the rates of all baths are too far below the energies for double precision; flows are in "
        "proportion to such rates");
  }
}

void require_positive_bath_sites(const Network& network) {
  for (const NetworkBath& bath : network.baths) {
    for (Eigen::Index i = 0; i < bath.weights.size(); ++i) {
      if (bath.weights(i) != 0 && !(network.exchange(i, i) > 0)) {
        throw NoAnswer(fmt::format("bath '{}' is at a site of frequency {}; it must be > 0",
                                   bath.name, network.exchange(i, i)));
      }
    }
  }
}

Vector sorted_amplitudes(const Vector& eigenvalues) {
  Vector result = -eigenvalues;
  std::sort(result.begin(), result.end(), [](Complex a, Complex b) {
    return a.imag() != b.imag() ? a.imag() < b.imag() : a.real() < b.real();
  });
  return result;
}

}  // namespace quflux::inline network
