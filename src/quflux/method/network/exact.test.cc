#include "quflux/method/network/exact.h"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/method/network/master_equation.h"
#include "quflux/method/network/normal_modes.h"
#include "quflux/method/network/recognise.h"
#include "quflux/method/network/testing.h"
#include "quflux/numerics/lapack.h"
#include "quflux/numerics/sylvester.h"

namespace quflux::inline network {
namespace {

using chain_testing::BathSpec;
using chain_testing::chain_model;
using testing::HasSubstr;

Network oscillators(const std::vector<double>& frequencies, CouplingKind kind,
                    const std::vector<double>& couplings, const std::vector<BathSpec>& baths) {
  return require_network(chain_model(frequencies, kind, couplings, baths, 2));
}

std::vector<Bond> chain_bonds(const Network& network) {
  std::vector<Bond> bonds;
  for (Eigen::Index i = 0; i + 1 < network.exchange.rows(); ++i) {
    bonds.push_back(bond(network, i, i + 1));
  }
  return bonds;
}

EquationOptions exchange_baths(SelfEnergy kept = SelfEnergy::full, bool lamb_shift = false) {
  EquationOptions options;
  options.bath_coupling = BathCoupling::exchange;
  options.self_energy = kept;
  options.lamb_shift = lamb_shift;
  return options;
}

TEST(Exact, BondFlowsAreTheBathFlows) {
  const std::vector<BathSpec> baths{{{0}, 0.3, PowerLaw{0.08, 1, 3}}, {{3}, 0.8, Drude{0.05, 5}}};
  for (const CouplingKind kind : {CouplingKind::exchange, CouplingKind::position}) {
    for (const BathCoupling bath : {BathCoupling::position, BathCoupling::exchange}) {
      for (const SelfEnergy kept : {SelfEnergy::full, SelfEnergy::counter_term}) {
        const Network network = oscillators({1, 1.1, 0.9, 1.05}, kind, {0.1, 0.15, 0.12}, baths);
        EquationOptions options;
        options.bath_coupling = bath;
        options.self_energy = kept;
        const ExactFlows flows = exact_flows(network, options);
        const ExactProfile profile = exact_profile(network, chain_bonds(network), options);
        EXPECT_GT(flows.flows(1), 1e-3);
        EXPECT_LE(flows.error, 1e-10 * flows.flows(1));
        EXPECT_EQ(flows.flows.sum(), 0);
        for (const double flow : profile.bond_flows) {
          EXPECT_NEAR(flow, flows.flows(0), 1e-10 * flows.flows(1));
        }
        EXPECT_GT(profile.occupations(0), 0);
        EXPECT_GT(profile.occupations(3), profile.occupations(0));
      }
    }
  }
}

TEST(Exact, OccupationsOfLocalisedModesBetweenTheTwoBaths) {
  // Modes in the middle of a disordered chain are as narrow as rounding of their frequency; each is
  // filled by the two baths in the ratio of the widths they give it.
  std::vector<double> frequencies;
  for (int i = 0; i < 30; ++i) frequencies.push_back(1 + 0.2 * std::sin(7.0 * i * i));
  const std::vector<double> couplings(frequencies.size() - 1, 0.03);
  const Network network =
      oscillators(frequencies, CouplingKind::exchange, couplings,
                  {{{0}, 0.5, PowerLaw{0.1, 1, 5}}, {{29}, 1, PowerLaw{0.1, 1, 5}}});
  ASSERT_LT(-2 * resonances(network, exchange_baths()).imag().maxCoeff(), 1e-12);
  const ExactFlows flows = exact_flows(network, exchange_baths());
  const ExactProfile profile = exact_profile(network, chain_bonds(network), exchange_baths());
  for (const double occupation : profile.occupations) {
    EXPECT_GT(occupation, 1 / std::expm1(1.3 / 0.5));
    EXPECT_LT(occupation, 1 / std::expm1(0.7 / 1));
  }
  // Rounding of occupations of order 1.
  for (const double flow : profile.bond_flows) EXPECT_NEAR(flow, flows.flows(0), 1e-13);
}

TEST(Exact, EqualTemperaturesGiveTheGibbsOccupationAtWeakCoupling) {
  const std::vector<BathSpec> baths{{{0}, 0.7, PowerLaw{1e-5, 1, 3}}, {{1}, 0.7, Drude{1e-5, 5}}};
  for (const CouplingKind kind : {CouplingKind::exchange, CouplingKind::position}) {
    const Network network = oscillators({1, 1.1}, kind, {0.2}, baths);
    const ExactProfile profile = exact_profile(network, chain_bonds(network));
    const NetworkState state = stationary_state(network, NetworkEquation::global);
    EXPECT_EQ(exact_flows(network).flows(0), 0);
    EXPECT_LE((profile.occupations - state.occupations).cwiseAbs().maxCoeff(), 1e-4);
  }
}

// Two equal oscillators, Ohmic baths with the exponential cutoff 2, rates in the ratio 1 : 3 and a
// splitting of the order of the rates, O^2 = 3 g_1 g_2 with g = rate/2. The rates go to zero.
// Without Re Sigma the exact current is that of partial secular, and as J ~ O^2/(O^2 + g_1 g_2),
// three quarters of the global one. With it, it is that of partial secular with its Lamb shift.
struct Ratios {
  double plain;        // exact/PS
  double shifted;      // exact/PS with Lamb shift
  double dissipative;  // exact without Re Sigma/PS
  double global;       // exact without Re Sigma/global
};

Ratios ratios(double rate, BathCoupling coupling) {
  const double cutoff = 2;
  const double c = rate * std::exp(1 / cutoff);
  const Network network =
      oscillators({1, 1}, CouplingKind::exchange, {1.5 * rate},
                  {{{0}, 0.5, PowerLaw{c, 1, cutoff}}, {{1}, 1, PowerLaw{3 * c, 1, cutoff}}});
  EquationOptions options;
  options.bath_coupling = coupling;
  const auto exact = [&](SelfEnergy kept) {
    options.self_energy = kept;
    return exact_flows(network, options).flows(1);
  };
  const auto master = [&](NetworkEquation equation, bool lamb_shift) {
    options.lamb_shift = lamb_shift;
    return stationary_state(network, equation, options).flows(1);
  };
  const double full = exact(SelfEnergy::full);
  const double dissipative = exact(SelfEnergy::dissipative);
  const double secular = master(NetworkEquation::partial_secular, false);
  return {full / secular, full / master(NetworkEquation::partial_secular, true),
          dissipative / secular, dissipative / master(NetworkEquation::global, false)};
}

TEST(Exact, WeakCouplingNearDegeneracy) {
  for (const double rate : {1e-4, 1e-6}) {
    const Ratios position = ratios(rate, BathCoupling::position);
    const Ratios exchange = ratios(rate, BathCoupling::exchange);
    EXPECT_NEAR(position.plain, 0.881, 1e-3);
    EXPECT_NEAR(exchange.plain, 0.951, 1e-3);
    for (const Ratios& r : {position, exchange}) {
      // Corrections are of first order in the rate.
      EXPECT_NEAR(r.shifted, 1, 10 * rate);
      EXPECT_NEAR(r.dissipative, 1, 10 * rate);
      EXPECT_NEAR(r.global, 0.75, 10 * rate);
    }
  }
}

TEST(Exact, ExchangeBathsDoNotSeeWhatPositionCouplingsSqueeze) {
  // Weak baths, strong position coupling, rates far below splittings: the global equation with the
  // weights of a in the modes.
  const double c = 1e-5;
  const Network network =
      oscillators({1, 1.2}, CouplingKind::position, {0.4},
                  {{{0}, 0.3, PowerLaw{c, 1, 5}}, {{1}, 0.5, PowerLaw{2 * c, 1, 5}}});
  const ExactFlows exact = exact_flows(network, exchange_baths());
  const ExactProfile profile = exact_profile(network, chain_bonds(network), exchange_baths());
  const NetworkState global = stationary_state(network, NetworkEquation::global, exchange_baths());
  const NetworkState redfield =
      stationary_state(network, NetworkEquation::redfield, exchange_baths());
  EXPECT_NEAR(exact.flows(1) / global.flows(1), 1, 1e-4);
  EXPECT_NEAR(redfield.flows(1) / global.flows(1), 1, 1e-4);
  EXPECT_LE((profile.occupations - global.occupations).cwiseAbs().maxCoeff(), 1e-4);
  EXPECT_GT(
      std::abs(stationary_state(network, NetworkEquation::global).flows(1) / exact.flows(1) - 1),
      0.1);
}

// |exact/master equation - 1| at rates of 1e-3, 1e-4, ... must fall as they do.
void expect_linear(const std::vector<double>& errors, double last) {
  for (std::size_t i = 0; i + 1 < errors.size(); ++i) {
    // Terms of second order are still 10% at the largest rate.
    EXPECT_NEAR(errors[i] / errors[i + 1], 10, 1.5) << i << ": " << errors[i];
  }
  EXPECT_LE(errors.back(), last);
}

TEST(Exact, WeakCouplingAwayFromDegeneracyIsGlobal) {
  for (const CouplingKind kind : {CouplingKind::exchange, CouplingKind::position}) {
    std::vector<double> errors;
    for (const double c : {1e-3, 1e-4, 1e-5, 1e-6}) {
      const Network network =
          oscillators({1, 1.1}, kind, {0.1},
                      {{{0}, 0.3, PowerLaw{c, 1, 5}}, {{1}, 0.5, PowerLaw{2 * c, 1, 5}}});
      const double exact = exact_flows(network).flows(1);
      errors.push_back(
          std::abs(exact / stationary_state(network, NetworkEquation::global).flows(1) - 1));
    }
    expect_linear(errors, 1e-5);
  }
}

TEST(Exact, WeakCouplingNearDegeneracyIsPartialSecularWithItsLambShift) {
  for (const BathCoupling coupling : {BathCoupling::position, BathCoupling::exchange}) {
    std::vector<double> errors;
    for (const double rate : {1e-3, 1e-4, 1e-5, 1e-6}) {
      errors.push_back(std::abs(ratios(rate, coupling).shifted - 1));
    }
    expect_linear(errors, 1e-5);
  }
}

// The current of the classical chain from its Langevin equation, dq = T p, dp = -V q - eta T p +
// noise of the strength 2 eta T_bath: an independent road, a Lyapunov equation.
double classical_flow(const Network& network, const std::vector<double>& friction,
                      const std::vector<double>& temperatures) {
  const Eigen::Index n = network.exchange.rows();
  const RealMatrix v = potential_matrix(network);
  const RealMatrix& t = network.exchange;
  Matrix a = Matrix::Zero(2 * n, 2 * n);
  Matrix d = Matrix::Zero(2 * n, 2 * n);
  a.topRightCorner(n, n) = -t.cast<Complex>();
  a.bottomLeftCorner(n, n) = v.cast<Complex>();
  for (const Eigen::Index i : {Eigen::Index{0}, n - 1}) {
    const std::size_t j = i == 0 ? 0 : 1;
    a.row(n + i).tail(n) += friction[j] * t.row(i).cast<Complex>();
    d(n + i, n + i) += 2 * friction[j] * temperatures[j];
  }
  const Matrix s = solve_sylvester(a, d).c;
  // What bath 1 gives: eta w (T - w <p^2>), w = t(i, i).
  const double w = t(n - 1, n - 1);
  return friction[1] * w * (temperatures[1] - w * s(2 * n - 1, 2 * n - 1).real());
}

TEST(Exact, ClassicalLimit) {
  // A chain of positions, Ohmic with a cutoff of 2000 and counter-term, T of 200 and 300: quantum
  // corrections are (w/T)^2/12 = 2e-6, those of the cutoff w/w_c = 5e-4.
  const std::vector<double> friction{0.3, 0.2};
  const std::vector<double> temperatures{200, 300};
  for (const std::size_t n : {2U, 6U}) {
    const Network network = oscillators(std::vector<double>(n, 1.0), CouplingKind::position,
                                        std::vector<double>(n - 1, -0.2),
                                        {{{0}, temperatures[0], Drude{friction[0], 2000}},
                                         {{n - 1}, temperatures[1], Drude{friction[1], 2000}}});
    EquationOptions options;
    options.self_energy = SelfEnergy::counter_term;
    const double expected = classical_flow(network, friction, temperatures);
    EXPECT_NEAR(exact_flows(network, options).flows(1) / expected, 1, 1e-3) << n;
  }
}

TEST(Exact, ClassicalChainOfRiederLebowitzLieb) {
  // Long chains with equal friction at fixed ends (J. Math. Phys. 8, 1073 (1967)): with the spring
  // constant k, the mass m and nu = m k/friction^2,
  //   J = k DT/(2 friction) [1 + nu/2 - sqrt(nu + nu^2/4)].
  // H = sum w (p^2 + q^2)/2 - 2 g q q' is that chain for w = 4 g: k = 2 g, m = 1/w.
  const double g = 0.25;
  const double eta = 0.7;
  const std::size_t n = 30;
  const Network network = oscillators(
      std::vector<double>(n, 4 * g), CouplingKind::position, std::vector<double>(n - 1, -g),
      {{{0}, 200, Drude{eta, 1e4}}, {{n - 1}, 201, Drude{eta, 1e4}}});
  EquationOptions options;
  options.self_energy = SelfEnergy::counter_term;
  const double k = 2 * g;
  const double nu = k / (4 * g) / (eta * eta);
  const double expected = k / (2 * eta) * (1 + nu / 2 - std::sqrt(nu + nu * nu / 4));
  EXPECT_NEAR(exact_flows(network, options).flows(1) / expected, 1, 1e-3);
}

// The flow between two oscillators with 400 modes of each bath on a grid, all of them together one
// closed system of 802 oscillators, from its time evolution: the average of -d<H_bath 0>/dt over a
// window after the transient and before the recurrence time 2 pi/spacing.
struct Discretised {
  static constexpr Eigen::Index kModes = 400;
  double spacing = 0.01;
  std::array<PowerLaw, 2> densities;
  std::array<double, 2> temperatures;
  double coupling;

  Eigen::Index first(std::size_t j) const { return 2 + static_cast<Eigen::Index>(j) * kModes; }
  double frequency(Eigen::Index k) const { return (static_cast<double>(k) + 0.5) * spacing; }

  // h of the whole system: sites 0 and 1, then the modes; g_k^2 = gamma dv/(2 pi).
  RealMatrix hamiltonian() const {
    const Eigen::Index n = 2 + 2 * kModes;
    RealMatrix h = RealMatrix::Zero(n, n);
    h(0, 0) = h(1, 1) = 1;
    h(0, 1) = h(1, 0) = coupling;
    for (const std::size_t j : {0U, 1U}) {
      for (Eigen::Index k = 0; k < kModes; ++k) {
        const double v = frequency(k);
        const Eigen::Index i = first(j) + k;
        h(i, i) = v;
        h(i, static_cast<Eigen::Index>(j)) = h(static_cast<Eigen::Index>(j), i) =
            std::sqrt(evaluate(densities[j], v) * spacing / (2 * std::numbers::pi));
      }
    }
    return h;
  }

  double quanta(Eigen::Index i) const {
    if (i < 2) return 0;
    const std::size_t j = i < first(1) ? 0 : 1;
    return occupation_number(frequency(i - first(j)), temperatures[j]);
  }
};

double evolved_exchange_flow(const Discretised& d, double time, double window) {
  // <a_i^+ a_i>(t) = sum_l |U_il|^2 n_l, U = exp(-i h t).
  const SymmetricEigen e = symmetric_eigen(d.hamiltonian());
  const auto energy = [&](double t) {
    const Eigen::Index n = e.values.size();
    Vector phase(n);
    for (Eigen::Index k = 0; k < n; ++k) phase(k) = std::polar(1.0, -e.values(k) * t);
    const Matrix u = product(Matrix(e.vectors.cast<Complex>() * phase.asDiagonal()), Form::plain,
                             Matrix(e.vectors.cast<Complex>()), Form::adjoint);
    RealVector quanta(n);
    for (Eigen::Index i = 0; i < n; ++i) quanta(i) = d.quanta(i);
    const RealVector occupations = u.cwiseAbs2() * quanta;
    double sum = 0;
    for (Eigen::Index k = 0; k < Discretised::kModes; ++k) {
      sum += d.frequency(k) * occupations(d.first(1) + k);
    }
    return sum;
  };
  return (energy(time) - energy(time + window)) / window;
}

// All couplings by exchange, which those between the sites and with the baths leave.
Network whole(const Discretised& d) {
  Network result;
  result.exchange = d.hamiltonian();
  result.position = RealMatrix::Zero(result.exchange.rows(), result.exchange.cols());
  return result;
}

void couple_by_position(Network& network, Eigen::Index i, Eigen::Index l) {
  network.position(i, l) = network.position(l, i) = network.exchange(i, l);
  network.exchange(i, l) = network.exchange(l, i) = 0;
}

Network with_position_baths(const Discretised& d) {
  Network result = whole(d);
  for (const std::size_t j : {0U, 1U}) {
    for (Eigen::Index k = 0; k < Discretised::kModes; ++k) {
      couple_by_position(result, d.first(j) + k, static_cast<Eigen::Index>(j));
    }
  }
  return result;
}

// With couplings through positions the whole evolves in its normal modes.
double evolved_position_flow(const Discretised& d, const Network& network, double time,
                             double window) {
  const NormalModes modes = normal_modes(network);
  const Eigen::Index n = network.exchange.rows();
  RealVector half(n);
  for (Eigen::Index i = 0; i < n; ++i) half(i) = d.quanta(i) + 0.5;
  const RealMatrix& from_q = modes.from_q;
  const RealMatrix& from_p = modes.from_p;  // from_p^T = from_q^-1
  const auto energy = [&](double t) {
    const RealVector cosine = (modes.energies * t).array().cos();
    const RealVector sine = (modes.energies * t).array().sin();
    const auto evolved = [&](const RealMatrix& to, const RealVector& factor,
                             const RealMatrix& from) {
      return product(RealMatrix(to * factor.asDiagonal()), Form::plain, from, Form::adjoint);
    };
    const RealMatrix q_q = evolved(from_q, cosine, from_p);
    const RealMatrix q_p = evolved(from_q, sine, from_q);
    const RealMatrix p_q = evolved(from_p, -sine, from_p);
    const RealMatrix p_p = evolved(from_p, cosine, from_q);
    const RealVector squares =
        (q_q.cwiseAbs2() + q_p.cwiseAbs2() + p_q.cwiseAbs2() + p_p.cwiseAbs2()) * half;
    double sum = 0;
    for (Eigen::Index k = 0; k < Discretised::kModes; ++k) {
      sum += d.frequency(k) * squares(d.first(1) + k) / 2;
    }
    return sum;
  };
  return (energy(time) - energy(time + window)) / window;
}

TEST(Exact, AgreesWithTheTimeEvolutionOfAllModes) {
  // Rates gamma(1) = 0.1 and 0.07, strong against the coupling; band [0, 4] with gamma(4) down by
  // exp(-7.5) from gamma(1); recurrence after 2 pi/0.01 = 628, transients as exp(-0.05 t) and
  // slower, algebraic ones from the edge at w = 0.
  const double cutoff = 0.4;
  const double c = std::exp(1 / cutoff);
  const Discretised d{
      0.01, {PowerLaw{0.1 * c, 1, cutoff}, PowerLaw{0.07 * c, 1, cutoff}}, {0.3, 1.0}, 0.06};
  const Network network = oscillators(
      {1, 1}, CouplingKind::exchange, {d.coupling},
      {{{0}, d.temperatures[0], d.densities[0]}, {{1}, d.temperatures[1], d.densities[1]}});
  const double exchange = exact_flows(network, exchange_baths()).flows(1);
  EXPECT_NEAR(evolved_exchange_flow(d, 250, 200) / exchange, 1, 1e-3);
  const double position = exact_flows(network).flows(1);
  EXPECT_NEAR(evolved_position_flow(d, with_position_baths(d), 250, 200) / position, 1, 1e-3);
  EXPECT_GT(std::abs(position / exchange - 1), 0.01);  // the two are not the same
}

TEST(Exact, ExchangeBathsOfSitesCoupledByPositionAgreeWithTheTimeEvolution) {
  // As above, but with a coupling that squeezes: it takes V from 1 to 1 - 2 x 0.35.
  const double cutoff = 0.4;
  const double c = std::exp(1 / cutoff);
  const Discretised d{
      0.01, {PowerLaw{0.1 * c, 1, cutoff}, PowerLaw{0.07 * c, 1, cutoff}}, {0.3, 1.0}, 0.35};
  Network all = whole(d);
  couple_by_position(all, 0, 1);
  const Network network = oscillators(
      {1, 1}, CouplingKind::position, {d.coupling},
      {{{0}, d.temperatures[0], d.densities[0]}, {{1}, d.temperatures[1], d.densities[1]}});
  const double exact = exact_flows(network, exchange_baths()).flows(1);
  EXPECT_NEAR(evolved_position_flow(d, all, 250, 200) / exact, 1, 1e-3);
  EXPECT_GT(std::abs(exact_flows(network).flows(1) / exact - 1), 0.1);
}

TEST(Exact, FindsResonancesNarrowerThanAnyGrid) {
  // A middle oscillator far detuned from its neighbours, with a width of 1e-9 or less: its own
  // contribution, pi/2 times height times width, must not be lost.
  for (const double c : {1e-3, 1e-6, 1e-9}) {
    const Network network =
        oscillators({1, 1.5, 1}, CouplingKind::exchange, {1e-3, 1e-3},
                    {{{0}, 0.5, PowerLaw{c, 1, 5}}, {{2}, 1, PowerLaw{c, 1, 5}}});
    const ExactFlows flows = exact_flows(network, exchange_baths());
    EXPECT_LE(flows.error, 1e-10 * flows.flows(1));
    const double global = stationary_state(network, NetworkEquation::partial_secular,
                                           exchange_baths(SelfEnergy::full, true))
                              .flows(1);
    EXPECT_NEAR(flows.flows(1) / global, 1, 3 * c + 1e-9);
  }
}

TEST(Exact, ResonancesAreThePoles) {
  // One oscillator: w - 1 - Sigma(w) = 0 has its zero near 1 + Sigma(1).
  const Network network =
      oscillators({1}, CouplingKind::exchange, {}, {{{0}, 0.5, Drude{1e-3, 5}}});
  const Complex z = resonances(network, exchange_baths(SelfEnergy::dissipative))(0);
  EXPECT_NEAR(z.real(), 1, 1e-9);
  EXPECT_NEAR(z.imag(), -0.5e-3 / 1.04, 1e-9);
}

std::string message(const Network& network, const EquationOptions& options = {}) {
  try {
    exact_flows(network, options);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Exact, ExplainsWhatItRejects) {
  const auto pair = [](const SpectralDensity& density, CouplingKind kind = CouplingKind::exchange) {
    return oscillators({1, 1}, kind, {0.1}, {{{0}, 0.2, density}, {{1}, 0.5, density}});
  };
  // Sigma(0) = -c w_c/(2 pi) (exchange) and -c w_c/pi (position) against the lower mode at 0.9.
  EXPECT_THAT(message(pair(PowerLaw{2, 1, 5}), exchange_baths()), HasSubstr("bound mode"));
  EXPECT_EQ(message(pair(PowerLaw{1, 1, 5}), exchange_baths()), "no error");
  EXPECT_THAT(message(pair(PowerLaw{1, 1, 5})), HasSubstr("unstable"));
  EquationOptions counter;
  counter.self_energy = SelfEnergy::counter_term;
  EXPECT_EQ(message(pair(PowerLaw{1, 1, 5}), counter), "no error");
  EXPECT_THAT(message(pair(PowerLaw{0.1, 1})), HasSubstr("bath 'b0': there is no self-energy"));
  EXPECT_EQ(message(pair(PowerLaw{0.1, 1, 5}, CouplingKind::position), exchange_baths()),
            "no error");
  // Position couplings of 0.1 lower V to 0.8, and leave T = 1 as it is.
  EXPECT_THAT(message(pair(PowerLaw{1.1, 1, 5}, CouplingKind::position), exchange_baths()),
              HasSubstr("V + Sigma(0)"));
  // The antisymmetric mode of two equal oscillators does not see a common bath.
  EXPECT_THAT(message(oscillators({1, 1}, CouplingKind::exchange, {0.1},
                                  {{{0, 1}, 0.2, PowerLaw{0.01, 1, 5}}})),
              HasSubstr("no bath damps the mode of energy 0.9"));
  EXPECT_THAT(message(require_network(chain_model({1, 1}, CouplingKind::exchange, {0.1},
                                                  {{{0}, 0.2, PowerLaw{0.01, 1, 5}}}))),
              HasSubstr("not two-level systems"));
}

}  // namespace
}  // namespace quflux::inline network
