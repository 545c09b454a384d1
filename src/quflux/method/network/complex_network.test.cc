#include "quflux/method/network/complex_network.h"

#include <array>
#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/method/network/amplitude_matrix.h"
#include "quflux/method/network/bonds.h"
#include "quflux/method/network/complex_modes.h"
#include "quflux/method/network/exact.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline network {
namespace {

using Eigen::Index;
using testing::HasSubstr;

constexpr std::array kAll{NetworkEquation::local, NetworkEquation::global,
                          NetworkEquation::partial_secular, NetworkEquation::redfield};

// N sites in a ring, all coupled to a neighbour, with three baths, one of them common.
Network ring(Index n, unsigned seed) {
  std::mt19937 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  Network network;
  network.exchange = RealMatrix::Zero(n, n);
  for (Index i = 0; i < n; ++i) {
    const Index l = (i + 1) % n;
    network.exchange(i, i) = 1 + 0.3 * uniform(engine);
    network.exchange(i, l) = network.exchange(l, i) = 0.02 + 0.1 * uniform(engine);
  }
  for (const char* name : {"a", "b", "c"}) {
    NetworkBath bath{name,
                     RealVector::Zero(n),
                     {Drude{0.01 + 0.02 * uniform(engine), 4}, 0.2 + uniform(engine)}};
    bath.weights(static_cast<Index>(network.baths.size())) = 0.5 + uniform(engine);
    network.baths.push_back(bath);
  }
  network.baths[2].weights(0) = 0.4;
  return network;
}

// Hopping i -> l with another phase, h_il = |h_il| e^(i phase).
void turn(Network& network, Index i, Index l, double phase) {
  if (!has_phases(network)) {
    network.exchange_imaginary = RealMatrix::Zero(network.exchange.rows(), network.exchange.rows());
  }
  const double strength = network.exchange(i, l);
  network.exchange(i, l) = network.exchange(l, i) = strength * std::cos(phase);
  network.exchange_imaginary(i, l) = strength * std::sin(phase);
  network.exchange_imaginary(l, i) = -network.exchange_imaginary(i, l);
}

// To the rounding of two different eigenbases, of numbers of order 0.01.
void expect_same_state(const NetworkState& a, const NetworkState& b) {
  EXPECT_LT((a.flows - b.flows).cwiseAbs().maxCoeff(), 1e-13);
  EXPECT_LT((a.occupations - b.occupations).cwiseAbs().maxCoeff(), 1e-10);
  EXPECT_LT((a.amplitude_eigenvalues - b.amplitude_eigenvalues).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_EQ(a.positive, b.positive);
}

TEST(ComplexNetwork, WithPhasesOfZeroIsTheRealOne) {
  for (const bool position : {false, true}) {
    for (const bool shifted : {false, true}) {
      Network plain = ring(4, 3);
      if (position) {
        plain.position = RealMatrix::Zero(4, 4);
        plain.position(0, 2) = plain.position(2, 0) = 0.05;
      }
      Network zero = plain;
      turn(zero, 0, 1, 0);
      for (const NetworkEquation equation : kAll) {
        EquationOptions options;
        options.lamb_shift = shifted;
        SCOPED_TRACE(static_cast<int>(equation));
        expect_same_state(stationary_state(zero, equation, options),
                          stationary_state(plain, equation, options));
        if (position) continue;
        options.bath_coupling = BathCoupling::exchange;
        expect_same_state(stationary_state(zero, equation, options),
                          stationary_state(plain, equation, options));
      }
      EquationOptions cutoff;
      cutoff.secular_cutoff = 0.05;
      expect_same_state(stationary_state(zero, NetworkEquation::partial_secular, cutoff),
                        stationary_state(plain, NetworkEquation::partial_secular, cutoff));
    }
  }
}

TEST(ComplexNetwork, ExactWithPhasesOfZeroIsTheRealOne) {
  for (const BathCoupling coupling : {BathCoupling::position, BathCoupling::exchange}) {
    EquationOptions options;
    options.bath_coupling = coupling;
    const Network plain = ring(4, 5);
    Network zero = plain;
    turn(zero, 0, 1, 0);
    const ExactFlows a = exact_flows(zero, options);
    const ExactFlows b = exact_flows(plain, options);
    // Both integrals are good to the error that they tell, of 1e-11 of the flow or less.
    EXPECT_LT((a.flows - b.flows).cwiseAbs().maxCoeff(), 1e-13);
    const std::vector<Bond> bonds{bond(plain, 1, 2)};
    const ExactProfile c = exact_profile(zero, bonds, options);
    const ExactProfile d = exact_profile(plain, bonds, options);
    EXPECT_LT((c.occupations - d.occupations).cwiseAbs().maxCoeff(), 1e-10);
    EXPECT_LT((c.bond_flows - d.bond_flows).cwiseAbs().maxCoeff(), 1e-12);
  }
}

// a_l -> e^(-i theta_l) a_l leaves what counts quanta as it is.
TEST(ComplexNetwork, PhasesWithoutALoopChangeNothingThatCountsQuanta) {
  Network plain = ring(5, 7);
  plain.exchange(0, 4) = plain.exchange(4, 0) = 0;  // a chain
  plain.baths[2].weights(0) = 0;                    // no other way around
  Network turned = plain;
  for (Index i = 0; i < 4; ++i) turn(turned, i, i + 1, 0.7 + static_cast<double>(i));
  for (const NetworkEquation equation : kAll) {
    SCOPED_TRACE(static_cast<int>(equation));
    EquationOptions options;
    if (equation != NetworkEquation::redfield) {
      expect_same_state(stationary_state(turned, equation, options),
                        stationary_state(plain, equation, options));
    }
    options.bath_coupling = BathCoupling::exchange;
    expect_same_state(stationary_state(turned, equation, options),
                      stationary_state(plain, equation, options));
  }
  EquationOptions exchange;
  exchange.bath_coupling = BathCoupling::exchange;
  EXPECT_LT((exact_flows(turned, exchange).flows - exact_flows(plain, exchange).flows)
                .cwiseAbs()
                .maxCoeff(),
            1e-13);
  // Baths through x see the phases by their counter-rotating part.
  const double change =
      (exact_flows(turned).flows - exact_flows(plain).flows).cwiseAbs().maxCoeff();
  EXPECT_GT(change, 1e-7);
}

// Every phase of a ring may be moved to one bond; the flux is what counts.
TEST(ComplexNetwork, TheFluxOfALoopIsWhatCounts) {
  Network spread = ring(3, 11);
  spread.baths[2].weights(0) = 0;
  Network one = spread;
  turn(spread, 0, 1, 0.5);
  turn(spread, 1, 2, 0.5);
  turn(spread, 2, 0, 0.5);
  const Network none = one;
  turn(one, 0, 1, 1.5);
  for (const NetworkEquation equation :
       {NetworkEquation::global, NetworkEquation::partial_secular, NetworkEquation::local}) {
    expect_same_state(stationary_state(spread, equation), stationary_state(one, equation));
  }
  const RealVector flux = stationary_state(one, NetworkEquation::partial_secular).flows;
  EXPECT_GT((flux - stationary_state(none, NetworkEquation::partial_secular).flows).norm(), 1e-6);
}

// The equilibrium of a ring with a flux: no flow from a bath, <a^+ a> of exp(-H/T) and, in the
// bonds, currents that go round.
TEST(ComplexNetwork, ThermalisesWithCurrentsAroundTheLoop) {
  Network network = ring(4, 13);
  for (NetworkBath& bath : network.baths) bath.reservoir.temperature = 0.4;
  turn(network, 0, 1, 1.1);
  const ComplexModes modes = complex_modes(network);
  const RealVector f =
      modes.energies.unaryExpr([](double e) { return occupation(Statistics::bosons, e, 0.4); });
  const Matrix c = modes.u * f.cast<Complex>().asDiagonal() * modes.u.adjoint();
  for (const NetworkEquation equation :
       {NetworkEquation::global, NetworkEquation::partial_secular, NetworkEquation::redfield}) {
    const NetworkState state = stationary_state(network, equation);
    EXPECT_LT(state.flows.cwiseAbs().maxCoeff(), 1e-15);
    EXPECT_LT((state.moments - c).cwiseAbs().maxCoeff(), 1e-12);
  }
  std::vector<double> currents;
  for (Index i = 0; i < 4; ++i) {
    currents.push_back(bond_flow_of_moments(network, bond(network, i, (i + 1) % 4),
                                            [&](Index k, Index l) { return c(k, l); }));
    EXPECT_NEAR(currents.back(), currents.front(), 1e-15);
  }
  EXPECT_GT(std::abs(currents.front()), 1e-7);
}

// Between two baths in a ring of eight: what comes from the hot one goes along both arms.
TEST(ComplexNetwork, BondFlowsOfARingAddUpToTheFlowOfTheBath) {
  for (const double phase : {0.0, 0.9}) {
    Network network = ring(8, 17);
    for (NetworkBath& bath : network.baths) bath.weights.setZero();
    network.baths.pop_back();
    network.baths[0].weights(0) = 1;
    network.baths[1].weights(4) = 1;
    if (phase != 0) turn(network, 2, 3, phase);
    EquationOptions exchange;
    exchange.bath_coupling = BathCoupling::exchange;
    const NetworkState state = stationary_state(network, NetworkEquation::local);
    const auto flow = [&](Index i, Index l) {
      const Bond b = bond(network, i, l);
      EXPECT_TRUE(b.loop);
      if (!has_phases(network)) {
        return bond_flow(network, b, [&](Index k, Index m) { return state.q_p(k, m); });
      }
      return bond_flow_of_moments(network, b,
                                  [&](Index k, Index m) { return state.moments(k, m); });
    };
    // Away from the sites of baths nothing is lost on the way.
    EXPECT_NEAR(flow(1, 2), flow(2, 3), 1e-14);
    EXPECT_NEAR(flow(7, 6), flow(6, 5), 1e-14);
    EXPECT_NEAR(flow(1, 2) + flow(7, 6), state.flows(0), 1e-14);

    const std::vector<Bond> bonds{bond(network, 1, 2), bond(network, 7, 6), bond(network, 2, 3)};
    const ExactProfile exact = exact_profile(network, bonds, exchange);
    EXPECT_NEAR(exact.bond_flows(0), exact.bond_flows(2), 1e-10);
    EXPECT_NEAR(exact.bond_flows(0) + exact.bond_flows(1), exact_flows(network, exchange).flows(0),
                1e-10);
  }
}

// The transmission is not reciprocal, and flows add up to zero nonetheless.
TEST(ComplexNetwork, ExactFlowsWithAFluxTendToThoseOfWeakCoupling) {
  Network network = ring(3, 19);
  for (std::size_t j = 0; j < 3; ++j) {
    network.baths[j].weights = RealVector::Unit(3, static_cast<Index>(j));
  }
  turn(network, 0, 1, 0.9);
  double before = 1;
  for (const double weight : {1.0, 0.5, 0.25}) {
    for (NetworkBath& bath : network.baths) bath.weights *= weight;
    const ExactFlows exact = exact_flows(network);
    const RealVector redfield = stationary_state(network, NetworkEquation::redfield).flows;
    EXPECT_NEAR(exact.flows.sum(), 0, 1e-12 * exact.flows.cwiseAbs().maxCoeff() + 2 * exact.error);
    const double difference = (exact.flows - redfield).norm() / redfield.norm();
    EXPECT_LT(difference, before / 2);
    before = difference;
  }
}

TEST(ComplexModes, DiagonaliseTheEnergy) {
  Network network = ring(4, 23);
  network.position = RealMatrix::Zero(4, 4);
  network.position(0, 2) = network.position(2, 0) = 0.2;
  turn(network, 1, 2, 0.8);
  const ComplexModes modes = complex_modes(network);
  const Matrix t = modes.both();
  RealVector both(8);
  both << modes.energies, modes.energies;
  EXPECT_LT((t.adjoint() * energy_matrix(network) * t - Matrix(both.cast<Complex>().asDiagonal()))
                .cwiseAbs()
                .maxCoeff(),
            1e-13);
  RealVector signs(8);
  signs << RealVector::Ones(4), -RealVector::Ones(4);
  const Matrix g = signs.cast<Complex>().asDiagonal();
  EXPECT_LT((t * g * t.adjoint() - g).cwiseAbs().maxCoeff(), 1e-13);

  network.exchange.diagonal().setConstant(0.1);
  EXPECT_THROW(complex_modes(network), NoAnswer);
}

TEST(ComplexNetwork, AmplitudeMatricesHaveTheEigenvaluesOfTheState) {
  Network network = ring(4, 29);
  turn(network, 0, 1, 0.6);
  for (const NetworkEquation equation : kAll) {
    const Matrix x = amplitude_matrix(network, equation, {});
    const bool doubled = equation == NetworkEquation::redfield;
    EXPECT_EQ(x.rows(), doubled ? 8 : 4);
    EXPECT_TRUE(!doubled || x.imag().isZero(0));
    Vector found = -eigenvalues(x);
    std::sort(found.begin(), found.end(), [](Complex a, Complex b) { return a.imag() < b.imag(); });
    const Vector lowest = found.head(4);
    EXPECT_LT(
        (lowest - stationary_state(network, equation).amplitude_eigenvalues).cwiseAbs().maxCoeff(),
        1e-13);
  }
}

TEST(ComplexNetwork, SaysWhatItDoesNotKnow) {
  Network network = ring(3, 31);
  network.position = RealMatrix::Zero(3, 3);
  network.position(0, 2) = network.position(2, 0) = 0.1;
  turn(network, 0, 1, 0.6);
  EquationOptions exchange;
  exchange.bath_coupling = BathCoupling::exchange;
  EXPECT_THROW(stationary_state(network, NetworkEquation::global, exchange), NoAnswer);
  EXPECT_THROW(exact_flows(network, exchange), NoAnswer);
  EXPECT_THROW(bond(network, 0, 1), NoAnswer);
  EXPECT_NO_THROW(exact_flows(network));

  Network dark = ring(3, 31);
  dark.exchange.setIdentity();
  dark.baths.resize(1);
  turn(dark, 0, 1, 0.6);
  EXPECT_THROW(stationary_state(dark, NetworkEquation::global), NoAnswer);
}

}  // namespace
}  // namespace quflux::inline network
