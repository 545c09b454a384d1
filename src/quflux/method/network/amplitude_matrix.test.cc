#include "quflux/method/network/amplitude_matrix.h"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/numerics/decompositions.h"

namespace quflux::inline network {
namespace {

Network random_network(std::uint64_t seed, Eigen::Index n, bool positions) {
  std::mt19937_64 random(seed);
  const auto uniform = [&](double a, double b) {
    return std::uniform_real_distribution<double>(a, b)(random);
  };
  Network network;
  network.exchange = RealMatrix::Zero(n, n);
  if (positions) network.position = RealMatrix::Zero(n, n);
  for (Eigen::Index i = 0; i < n; ++i) {
    network.exchange(i, i) = uniform(0.8, 1.2);
    for (Eigen::Index j = 0; j < i; ++j) {
      network.exchange(i, j) = network.exchange(j, i) = uniform(-0.05, 0.05);
      if (positions) network.position(i, j) = network.position(j, i) = uniform(-0.05, 0.05);
    }
    NetworkBath bath{"b" + std::to_string(i),
                     RealVector::Zero(n),
                     {PowerLaw{uniform(0.001, 0.02), 1}, uniform(0.1, 2)}};
    bath.weights(i) = 1;
    network.baths.push_back(std::move(bath));
  }
  return network;
}

std::vector<Complex> sorted(std::vector<Complex> values) {
  std::ranges::sort(values, {}, [](Complex z) { return std::pair(z.imag(), z.real()); });
  return values;
}

std::vector<Complex> eigenvalues(const Matrix& m) {
  const Vector values = Eigen::ComplexEigenSolver<Matrix>(m, false).eigenvalues();
  return sorted({values.begin(), values.end()});
}

RC_GTEST_PROP(AmplitudeMatrix, HasTheEigenvaluesOfTheStationaryState,
              (std::uint64_t seed, bool positions)) {
  const Network network = random_network(seed, 2 + static_cast<Eigen::Index>(seed % 4), positions);
  for (const NetworkEquation equation : kNetworkEquations) {
    const Matrix x = amplitude_matrix(network, equation);
    const Vector known = -stationary_state(network, equation).amplitude_eigenvalues;
    std::vector<Complex> expected(known.begin(), known.end());
    if (mixes_amplitudes(network, equation)) {
      for (const Complex z : known) expected.push_back(std::conj(z));
    }
    RC_ASSERT(static_cast<Eigen::Index>(expected.size()) == x.rows());
    expected = sorted(std::move(expected));
    const std::vector<Complex> found = eigenvalues(x);
    // Eigenvalues of order one; near a degeneracy of two the root of rounding.
    for (std::size_t k = 0; k < found.size(); ++k) {
      const auto closest = *std::ranges::min_element(
          expected, {}, [&](Complex z) { return std::abs(z - found[k]); });
      RC_ASSERT(std::abs(found[k] - closest) <= 1e-7);
    }
  }
}

// Modes that cross exchange their places in the basis of the modes; in that of the sites nothing
// jumps.
TEST(AmplitudeMatrix, IsSmoothWhereModesCross) {
  Network network = random_network(1, 3, false);
  network.exchange = RealVector{{1.0, 1.1, 1.2}}.asDiagonal();
  const auto at = [&](double frequency) {
    network.exchange(0, 0) = frequency;
    return amplitude_matrix(network, NetworkEquation::partial_secular);
  };
  constexpr double kStep = 1e-6;
  EXPECT_LE((at(1.1 + kStep) - at(1.1 - kStep)).norm(), 10 * kStep);
}

Network random_chain(std::uint64_t seed, Eigen::Index n, bool positions) {
  Network network = random_network(seed, n, positions);
  network.statistics = Statistics::fermions;
  for (Eigen::Index i = 0; i < n; ++i) {
    for (Eigen::Index j = 0; j < n; ++j) {
      if (std::abs(i - j) <= 1) continue;
      network.exchange(i, j) = 0;
      if (positions) network.position(i, j) = 0;
    }
  }
  network.baths = {network.baths.front(), network.baths.back()};
  return network;
}

RC_GTEST_PROP(AmplitudeMatrix, HasTheEigenvaluesOfTheStationaryStateOfChains,
              (std::uint64_t seed, bool positions)) {
  const Network network = random_chain(seed, 2 + static_cast<Eigen::Index>(seed % 4), positions);
  for (const NetworkEquation equation : kNetworkEquations) {
    const Matrix x = amplitude_matrix(network, equation);
    const Complex sum = -stationary_state(network, equation).amplitude_eigenvalues.sum();
    // One of each conjugate pair.
    const bool pairs = mixes_amplitudes(network, equation);
    RC_ASSERT(x.rows() == network.exchange.rows() * (pairs ? 2 : 1));
    // Rounding of energies of order one.
    RC_ASSERT(std::abs(x.trace() - (pairs ? 2 * sum.real() : sum)) <= 1e-13);
  }
}

}  // namespace
}  // namespace quflux::inline network
