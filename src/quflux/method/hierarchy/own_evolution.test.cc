// Channels of Lindblad form on every tier.

#include "quflux/method/hierarchy/own_evolution.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "quflux/core/constants.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/hierarchy/converged_flows.h"
#include "quflux/method/hierarchy/growth.h"
#include "quflux/method/hierarchy/stationary_state.h"
#include "quflux/model/random_system.h"

namespace quflux::inline hierarchy {
namespace {

Matrix random_matrix(std::mt19937_64& engine, Eigen::Index d) {
  return random_hermitian(engine, d, 1) + kI * random_hermitian(engine, d, 1);
}

System random_system(std::uint64_t seed, Eigen::Index d) {
  std::mt19937_64 engine(seed);
  System system{random_hermitian(engine, d, 1), {}};
  system.baths.push_back({"bath", random_hermitian(engine, d, 0.7), {Drude{0.1, 2}, 1}});
  for (const double rate : {0.3, 0.05}) {
    system.lindblad.push_back({"", random_matrix(engine, d), rate});
  }
  return system;
}

Hierarchy hierarchy_of(const System& system, std::size_t exponentials, std::size_t depth) {
  const EnergySystem in_basis = in_energy_basis(system);
  std::vector<ExponentialSum> sums;
  for (const SystemBath& bath : system.baths) {
    sums.push_back(
        CorrelationFunction(bath.reservoir).sum(exponentials, bohr_frequencies(in_basis)));
  }
  return make_hierarchy(in_basis, sums, depth);
}

TEST(OwnEvolution, IsSolvedAsItIsWritten) {
  for (const Eigen::Index d : {2, 3, 4}) {
    const Hierarchy hierarchy = hierarchy_of(random_system(7, d), 2, 1);
    const OwnEvolution own(hierarchy);
    std::mt19937_64 engine(8);
    const Matrix sigma = random_matrix(engine, d);
    const Matrix h = hierarchy.energies.cast<Complex>().asDiagonal();
    const Matrix expected = -kI * (h * sigma - sigma * h) + jumps(hierarchy, sigma);
    // Products of d^2 numbers of order one.
    EXPECT_LE((own.matrix() * sigma.reshaped() - expected.reshaped()).norm(), 1e-13 * sigma.norm());
    EXPECT_LE((own.matrix().diagonal() - own.diagonal()).norm(), 1e-13);
    EXPECT_LE(own.diagonal().real().maxCoeff(), 1e-14);
    const Complex z(-0.7, 0.3);
    Vector y = sigma.reshaped();
    own.solve(z, y);
    EXPECT_LE((own.matrix() * y + z * y - sigma.reshaped()).norm(), 1e-12 * sigma.norm());
  }
}

TEST(OwnEvolution, LeavesStationaryStatesOfHierarchies) {
  for (const Eigen::Index d : {2, 3, 4}) {
    const Hierarchy hierarchy = hierarchy_of(random_system(9, d), 3, 3);
    const StationaryState state = stationary_state(hierarchy, 1e-13);
    Vector derivative(hierarchy.size());
    find_derivative(hierarchy, state.x, derivative);
    EXPECT_LE(derivative.cwiseAbs().maxCoeff(), 1e-11) << d;
    EXPECT_NEAR(flows(hierarchy, state.x).sum(), 0, 1e-11) << d;
    EXPECT_LT(largest_growth(hierarchy), 0) << d;
  }
}

// Where the channels change or keep a parity that the bath changes, halves are followed alone: not
// so beside a channel that does both.
TEST(OwnEvolution, KnowsParities) {
  const Matrix x = (Matrix(2, 2) << 0, 1, 1, 0).finished();
  const Matrix z = (Matrix(2, 2) << 1, 0, 0, -1).finished();
  for (const Matrix& jump : {x, z, Matrix(x + z)}) {
    System system{
        kron(z, Matrix::Identity(2, 2)) + 0.8 * kron(Matrix::Identity(2, 2), z) + 0.2 * kron(x, x),
        {}};
    system.baths.push_back({"a", kron(x, Matrix::Identity(2, 2)), {Drude{0.2, 3}, 0.5}});
    system.baths.push_back({"b", kron(Matrix::Identity(2, 2), x), {Drude{0.2, 3}, 1}});
    system.lindblad.push_back({"", kron(jump, Matrix::Identity(2, 2)), 0.1});
    const Hierarchy hierarchy = hierarchy_of(system, 2, 3);
    const StationaryState state = stationary_state(hierarchy, 1e-13);
    Vector derivative(hierarchy.size());
    find_derivative(hierarchy, state.x, derivative);
    EXPECT_LE(derivative.cwiseAbs().maxCoeff(), 1e-11);
  }
}

// A bath with C(t) = g^2 exp(-(i w + kappa/2) t) is a mode that loses its quanta at the rate kappa:
// a spin beside a thermal bath and such a mode is the spin beside two baths.
TEST(OwnEvolution, OfADampedModeIsThatOfItsCorrelationFunction) {
  constexpr double kFrequency = 0.9;
  constexpr double kLoss = 0.5;
  constexpr double kCoupling = 0.25;
  constexpr Eigen::Index kLevels = 8;
  const Matrix sx = (Matrix(2, 2) << 0, 1, 1, 0).finished();
  const Matrix sz = (Matrix(2, 2) << 1, 0, 0, -1).finished();
  const SystemBath thermal{"thermal", sz, {Drude{0.1, 2}, 1}};
  const System spin{0.5 * sx + 0.2 * sz, {thermal, {"mode", sx, thermal.reservoir}}};
  const EnergySystem in_basis = in_energy_basis(spin);
  const ExponentialSum sum =
      CorrelationFunction(thermal.reservoir).sum(2, bohr_frequencies(in_basis));
  const Complex rate(kLoss / 2, kFrequency);
  const double square = kCoupling * kCoupling;
  const ExponentialSum lossy{{{rate, square, 0, 1}, {std::conj(rate), 0, square, 0}}};
  const Hierarchy two_baths = make_hierarchy(in_basis, std::vector{sum, lossy}, 9);
  const RealVector expected = flows(two_baths, stationary_state(two_baths, 1e-12).x);

  Matrix lower = Matrix::Zero(kLevels, kLevels);
  for (Eigen::Index n = 1; n < kLevels; ++n) lower(n - 1, n) = std::sqrt(static_cast<double>(n));
  const Matrix one = Matrix::Identity(kLevels, kLevels);
  const Matrix two = Matrix::Identity(2, 2);
  System enlarged{kron(spin.hamiltonian, one) + kFrequency * kron(two, lower.adjoint() * lower) +
                      kCoupling * kron(sx, lower + lower.adjoint()),
                  {{"thermal", kron(sz, one), thermal.reservoir}}};
  enlarged.lindblad.push_back({"loss", kron(two, lower), kLoss});
  const Hierarchy with_mode = make_hierarchy(in_energy_basis(enlarged), std::vector{sum}, 9);
  const RealVector found = flows(with_mode, stationary_state(with_mode, 1e-12).x);
  // Nine tiers and eight levels, of which one less changes 1e-7.
  EXPECT_NEAR(found(0), expected(0), 1e-6 * expected(0));
  EXPECT_NEAR(found(1), expected(1), 1e-6 * expected(0));
}

// Channels that are faster than the system broaden its transitions, and bath and error are looked
// at over the whole width.
TEST(OwnEvolution, ConvergesBesideStrongChannels) {
  for (const double rate : {0.01, 1.0, 20.0}) {
    System system = random_system(11, 3);
    for (SystemLindblad& channel : system.lindblad) channel.rate = rate;
    std::vector<CorrelationFunction> baths{CorrelationFunction(system.baths[0].reservoir)};
    const ConvergedFlows found = converged_flows(system, baths, {.tolerance = 1e-3});
    EXPECT_TRUE(found.within_tolerance) << rate;
    EXPECT_NEAR(found.flows.sum(), 0, 1e-10) << rate;
    const ConvergedFlows finer = converged_flows(system, baths, {.tolerance = 1e-5});
    EXPECT_LE((found.flows - finer.flows).cwiseAbs().maxCoeff(), found.error + finer.error) << rate;
  }
}

}  // namespace
}  // namespace quflux::inline hierarchy
