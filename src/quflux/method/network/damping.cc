#include "quflux/method/network/damping.h"

#include <algorithm>
#include <limits>

#include "quflux/core/error.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {

namespace {

// Squared elements of eigenvectors below this are rounding.
constexpr double kRounding = 1e-30;

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

void require_damped_modes(const RealVector& energies, const std::vector<RealVector>& weights,
                          double degeneracy_tolerance) {
  const std::vector<Eigen::Index> groups = degenerate_groups(energies, degeneracy_tolerance);
  for (std::size_t g = 0; g + 1 < groups.size(); ++g) {
    const Eigen::Index begin = groups[g];
    const Eigen::Index size = groups[g + 1] - begin;
    // sum_j s_j s_j^T: positive definite unless a combination of the modes is dark.
    RealMatrix overlap = RealMatrix::Zero(size, size);
    double largest = 0;
    for (const RealVector& w : weights) {
      const auto s = w.segment(begin, size);
      overlap += s * s.transpose();
      largest = std::max(largest, w.squaredNorm());
    }
    const double least = size == 1 ? overlap(0, 0) : symmetric_eigen(overlap).values.minCoeff();
    if (!(least > kRounding * largest)) {
      throw NoAnswer(
          fmt::format("the stationary state is not unique: no bath damps the mode of energy {:.6g}",
                      energies(begin)));
    }
  }
}

RealVector acting_weights(const NetworkBath& bath, const RealVector& weights,
                          const RealVector& frequencies) {
  RealVector result = weights;
  for (Eigen::Index k = 0; k < result.size(); ++k) {
    if (result(k) != 0 && !(evaluate(bath.reservoir.spectral_density, frequencies(k)) > 0)) {
      result(k) = 0;
    }
  }
  return result;
}

void require_relaxation(const Vector& eigenvalues) {
  constexpr double kRounding = 10 * std::numeric_limits<double>::epsilon();
  const double rounding =
      kRounding * static_cast<double>(eigenvalues.size()) * eigenvalues.cwiseAbs().maxCoeff();
  if (!(eigenvalues.real().minCoeff() > -rounding)) {
    // Without the rate, which would make every point's reason another one.
    throw NoAnswer("there is no stationary state: an amplitude grows or does not decay");
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
