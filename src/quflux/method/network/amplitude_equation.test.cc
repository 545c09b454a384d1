#include "quflux/method/network/amplitude_equation.h"

#include <gtest/gtest.h>

#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/network/testing.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {
namespace {

using chain_testing::chain_model;

// Rates are 1e-2, so that 1e-14 is rounding.
constexpr double kRounding = 1e-14;

Network chain(std::optional<int> levels) {
  return require_network(chain_model({1, 1.1, 0.95}, CouplingKind::exchange, {0.02, 0.03},
                                     {{{0}, 0.3, PowerLaw{0.02, 1}}, {{2}, 0.7, PowerLaw{0.04, 3}}},
                                     levels));
}

// X C + C X^+ = Q at the stationary C, whose diagonal in the basis of sites are the occupations.
void expect_stationary(const AmplitudeEquation& equation, const RealMatrix& basis,
                       const NetworkState& state) {
  const Matrix x = drift(equation);
  const Matrix q = drive(equation);
  // Solved without any structure, as a linear equation for the elements of C.
  const Eigen::Index n = x.rows();
  Matrix l = Matrix::Zero(n * n, n * n);
  for (Eigen::Index j = 0; j < n; ++j) {
    for (Eigen::Index i = 0; i < n; ++i) {
      for (Eigen::Index k = 0; k < n; ++k) {
        l(j * n + i, j * n + k) += x(i, k);
        l(j * n + i, k * n + i) += std::conj(x(j, k));
      }
    }
  }
  const Matrix c = l.partialPivLu().solve(q.reshaped()).reshaped(n, n);
  const Matrix in_sites = basis * c * basis.transpose();
  for (Eigen::Index i = 0; i < n; ++i) {
    EXPECT_NEAR(in_sites(i, i).real(), state.occupations(i), 1e-11);  // condition 1e3
  }
  EXPECT_NEAR((eigenvalues(x).sum() + state.amplitude_eigenvalues.sum()).real(), 0, kRounding);
}

TEST(AmplitudeEquation, GivesTheStationaryMoments) {
  for (const std::optional<int> levels : {std::optional<int>{}, std::optional<int>{3}}) {
    const Network network = chain(levels);
    const NormalModes modes = normal_modes(network);
    for (const NetworkEquation equation :
         {NetworkEquation::global, NetworkEquation::partial_secular}) {
      expect_stationary(mode_equation(network, modes, equation, {}), modes.from_q,
                        stationary_state(network, equation));
    }
    expect_stationary(site_equation(network, {}), RealMatrix::Identity(3, 3),
                      stationary_state(network, NetworkEquation::local));
  }
}

}  // namespace
}  // namespace quflux::inline network
