// Counting of energy: testdata/counting.json, and the laws of fluctuations on random models.

#include "quflux/method/master_equation/counting.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/reference_system.h"
#include "quflux/method/master_equation/response.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/lapack.h"

namespace quflux::inline master_equation {
namespace {

using Eigen::Index;

// A generator with its state, and what is counted.
struct Counted {
  Counted(const System& system, const MasterEquation& equation,
          Dressing dressing = Dressing::system)
      : generator(make_generator(system, equation)) {
    states.solve(generator);
    statistics = flow_statistics(generator, dressing, states);
  }

  RealVector of_bath(Index bath, int order) const {
    const auto baths = static_cast<Index>(generator.dissipators.size());
    return statistics.cumulants(RealVector::Unit(baths, bath), order);
  }

  Generator generator;
  SteadyStateSolver states;
  FlowStatistics statistics;
};

double number(const nlohmann::json& list, Index i) {
  return list.at(static_cast<std::size_t>(i)).get<double>();
}

// What the two roads of the reference differ by, in units of the number.
double error_of(const nlohmann::json& expected) {
  return expected.at("road2_relative_deviation").get<double>();
}

class CountingReference : public testing::TestWithParam<int> {};

TEST_P(CountingReference, EveryEquation) {
  const nlohmann::json reference = test_data("counting.json");
  const auto& entry = reference.at("cases").at(static_cast<std::size_t>(GetParam()));
  SCOPED_TRACE(entry.at("name").get<std::string>());
  const System system = system_from_json(entry);
  for (const auto& [equation, expected] : entry.at("results").items()) {
    SCOPED_TRACE(equation);
    const Counted counted(system, find_master_equation(equation));
    const RealMatrix noise = counted.statistics.noise();
    const double scale = noise.cwiseAbs().maxCoeff();
    const double tolerance = std::max(1e-9, 3 * error_of(expected));
    for (Index j = 0; j < noise.rows(); ++j) {
      const RealVector cumulants = counted.of_bath(j, 3);
      const double third = number(expected.at("third"), j);
      EXPECT_NEAR(cumulants(0), number(expected.at("J"), j), 1e-9 * scale);
      EXPECT_NEAR(cumulants(1), noise(j, j), 1e-12 * scale);
      // Where the third cumulant vanishes, what cancels is the noise times energies of order one.
      EXPECT_NEAR(cumulants(2), third,
                  std::max(1e-7, 3 * error_of(expected)) * std::abs(third) + 1e-9 * scale);
      for (Index k = 0; k < noise.cols(); ++k) {
        const auto& row = expected.at("noise").at(static_cast<std::size_t>(j));
        EXPECT_NEAR(noise(j, k), number(row, k), tolerance * scale);
      }
    }
    const auto& by_frequency = expected.at("noise_at_frequency");
    const auto frequencies = by_frequency.at("omega").get<std::vector<double>>();
    const std::vector<Matrix> spectrum = counted.statistics.noise_spectrum(frequencies);
    for (std::size_t i = 0; i < frequencies.size(); ++i) {
      EXPECT_NEAR(spectrum[i](0, 0).real(), by_frequency.at("S_00").at(i).get<double>(),
                  tolerance * scale);
      EXPECT_LE((spectrum[i] - spectrum[i].adjoint()).norm(), 1e-12 * scale);
    }
    if (!expected.contains("quanta")) continue;
    const Counted quanta(system, kLocal, Dressing::quanta);
    const RealMatrix of_quanta = quanta.statistics.noise();
    for (Index j = 0; j < of_quanta.rows(); ++j) {
      const RealVector cumulants = quanta.of_bath(j, 3);
      const auto& own = expected.at("quanta");
      const double third = number(own.at("third"), j);
      EXPECT_NEAR(cumulants(0), number(own.at("J"), j), 1e-9 * scale);
      EXPECT_NEAR(of_quanta(j, j), number(own.at("noise"), j), 1e-9 * scale);
      EXPECT_NEAR(cumulants(2), third, 1e-7 * std::abs(third) + 1e-9 * scale);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, CountingReference, testing::Range(0, 6));

constexpr std::array kDressed{kGlobal, kPartialSecular, kRedfield};

// One bath alone gives nothing in a long time.
System system_between_baths(std::uint64_t seed) {
  System system = random_system(seed);
  while (system.baths.size() < 2) system = random_system(++seed);
  return system;
}

RealVector inverse_temperatures(const System& system) {
  RealVector beta(static_cast<Index>(system.baths.size()));
  for (Index j = 0; j < beta.size(); ++j) {
    beta(j) = 1 / system.baths[static_cast<std::size_t>(j)].reservoir.temperature;
  }
  return beta;
}

double fastest_rate(const Generator& generator) {
  return linear_generator(generator).dense().real().cwiseAbs().maxCoeff();
}

// The first law: what all baths give together is the change of the energy, and that is bounded.
RC_GTEST_PROP(Counting, CumulantsOfTheSumVanish, (std::uint64_t seed)) {
  const System system = system_between_baths(seed);
  for (const MasterEquation& equation : kDressed) {
    const Counted counted(system, equation);
    const auto baths = static_cast<Index>(system.baths.size());
    const RealVector sum = counted.statistics.cumulants(RealVector::Ones(baths), 4);
    RealVector sizes = RealVector::Zero(4);
    for (Index j = 0; j < baths; ++j) {
      const RealVector own = counted.of_bath(j, 4);
      // An odd one may vanish by itself, and its terms are as large as those beside it.
      sizes += own.cwiseAbs() + RealVector::Constant(4, own(1));
    }
    for (int n = 0; n < 4; ++n) RC_ASSERT(std::abs(sum(n)) <= 1e-10 * sizes(n));
    const RealMatrix noise = counted.statistics.noise();
    RC_ASSERT(noise.rowwise().sum().cwiseAbs().maxCoeff() <= 1e-10 * noise.cwiseAbs().maxCoeff());
  }
}

// L(s) as a matrix.
Matrix tilted(const LinearGenerator& generator, const RealVector& s) {
  Matrix m = generator.dense();
  for (Index k = 0; k < generator.size; ++k) {
    const Vector unit = Vector::Unit(generator.size, k);
    for (Index j = 0; j < s.size(); ++j) {
      Vector plain;
      Vector dressed;
      generator.apply_bath(static_cast<std::size_t>(j), unit, plain);
      generator.dressed(static_cast<std::size_t>(j), s(j), unit, dressed);
      m.col(k) += dressed - plain;
    }
  }
  return m;
}

// <exp(sum_j Q_j/T_j)> does not grow: 0 is an eigenvalue of L(1/T). In global it is the dominant
// one; where a generator is not positive another one may have become 0 on the way.
RC_GTEST_PROP(Counting, IntegralFluctuationTheorem, (std::uint64_t seed)) {
  const System system = system_between_baths(seed);
  const RealVector beta = inverse_temperatures(system);
  for (const MasterEquation& equation : kDressed) {
    // At strong damping the others may have no stationary state, which this needs none of.
    const Generator generator = make_generator(system, equation);
    const double rounding = 1e-9 * fastest_rate(generator);
    const Vector values = eigenvalues(tilted(linear_generator(generator), beta));
    RC_ASSERT(values.cwiseAbs().minCoeff() <= rounding);
    if (equation.name != kGlobal.name) continue;
    const Counted counted(system, equation);
    RC_ASSERT(std::abs(counted.statistics.generating_function(beta)) <= rounding);
  }
}

// Models whose tilted matrix has large elements until it is balanced.
TEST(Counting, EigenvaluesAreKnownOfBalancedMatrices) {
  for (const std::uint64_t seed : {13919UL, 3929201359220955UL}) {
    const System system = system_between_baths(seed);
    const Counted counted(system, kGlobal);
    EXPECT_LE(std::abs(counted.statistics.generating_function(inverse_temperatures(system))),
              1e-9 * fastest_rate(counted.generator));
  }
}

// The eigenvalue nearest to where the last two lead, in steps so fine that it is the same one.
double followed_in_fine_steps(const LinearGenerator& generator, const RealVector& s) {
  constexpr int kSteps = 2000;
  Complex now = 0;
  Complex before = 0;
  for (int k = 1; k <= kSteps; ++k) {
    const Vector values = eigenvalues(tilted(generator, k * s / kSteps));
    Index nearest;
    (values.array() - (2.0 * now - before)).abs().minCoeff(&nearest);
    before = now;
    now = values(nearest);
  }
  return now.real();
}

// Strongly damped, where partial secular and Redfield are far from positive, and lambda goes beside
// eigenvalues that grow.
TEST(Counting, LambdaIsTheEigenvalueThatItBeginsAs) {
  System system = system_between_baths(117000);
  for (SystemBath& bath : system.baths) bath.coupling_operator *= std::sqrt(10.0);
  const RealVector beta = inverse_temperatures(system);
  for (const MasterEquation& equation : {kPartialSecular, kRedfield}) {
    SCOPED_TRACE(equation.name);
    const Counted counted(system, equation);
    const RealVector s = 0.9 * beta;
    EXPECT_NEAR(counted.statistics.generating_function(s),
                followed_in_fine_steps(linear_generator(counted.generator), s), 1e-10);
  }
}

// All baths at one temperature T, and T^2 dJ_k/dT_l, by k and l.
System in_equilibrium(std::uint64_t seed, double temperature) {
  System system = system_between_baths(seed);
  for (SystemBath& bath : system.baths) bath.reservoir.temperature = temperature;
  return system;
}

RealMatrix conductance(const System& system, const MasterEquation& equation) {
  Model model;
  model.matrices = MatrixModel{system.hamiltonian, {}};
  for (const SystemBath& bath : system.baths) {
    model.baths.push_back({.name = bath.name,
                           .sites = {},
                           .matrix = bath.coupling_operator,
                           .temperature = bath.reservoir.temperature,
                           .spectral_density = bath.reservoir.spectral_density});
  }
  const Response response(model, equation, {}, Response::Of::flows);
  const auto baths = static_cast<Index>(system.baths.size());
  RealMatrix result(baths, baths);
  for (Index l = 0; l < baths; ++l) {
    const SystemBath& heated = system.baths[static_cast<std::size_t>(l)];
    const double temperature = heated.reservoir.temperature;
    result.col(l) =
        temperature * temperature * response.slopes("bath." + heated.name + ".temperature");
  }
  return result;
}

// Fluxes of a vanishing difference of temperatures: noise_kl = L_kl + L_lk, L_kl = T^2 dJ_k/dT_l.
RC_GTEST_PROP(Counting, JohnsonNyquist, (std::uint64_t seed)) {
  const System system = in_equilibrium(seed, 0.9);
  for (const MasterEquation& equation : kDressed) {
    const RealMatrix noise = Counted(system, equation).statistics.noise();
    const RealMatrix response = conductance(system, equation);
    // Noise and response are solved for apart; both have some eleven digits.
    RC_ASSERT((noise - response - response.transpose()).cwiseAbs().maxCoeff() <=
              1e-9 * noise.cwiseAbs().maxCoeff());
  }
}

// In the global equation without degenerate levels lambda(s) = lambda(beta - s), which leads to
// Onsager's relations and the bound of the uncertainty.
RC_GTEST_PROP(Counting, DetailedSymmetryOfGlobal, (std::uint64_t seed)) {
  const System system = system_between_baths(seed);
  const Counted counted(system, kGlobal);
  const RealVector beta = inverse_temperatures(system);
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(-0.3, 0.7);
  const RealVector s = beta.unaryExpr([&](double b) { return b * uniform(engine); });
  const double lambda = counted.statistics.generating_function(s);
  const double mirrored = counted.statistics.generating_function(beta - s);
  RC_ASSERT(std::abs(lambda - mirrored) <=
            1e-10 * std::max(std::abs(lambda), fastest_rate(counted.generator)));
  if (beta.size() != 2) return;
  const double flow = counted.of_bath(0, 1)(0);
  const double production = flow * (beta(1) - beta(0));
  RC_ASSERT(counted.statistics.noise()(0, 0) * production >= 2 * flow * flow * (1 - 1e-9));
}

RC_GTEST_PROP(Counting, OnsagerOfGlobal, (std::uint64_t seed)) {
  const RealMatrix response = conductance(in_equilibrium(seed, 0.9), kGlobal);
  RC_ASSERT((response - response.transpose()).cwiseAbs().maxCoeff() <=
            1e-9 * response.cwiseAbs().maxCoeff());
}

// Cumulants are the derivatives of lambda(s), by central differences of the fourth order.
RC_GTEST_PROP(Counting, CumulantsAreDerivatives, (std::uint64_t seed)) {
  const System system = system_between_baths(seed);
  const Counted counted(system, kRedfield);
  const auto lambda = [&](double s) {
    return counted.statistics.generating_function(
        s * RealVector::Unit(static_cast<Index>(system.baths.size()), 0));
  };
  constexpr double kStep = 0.02;
  const double plus = lambda(kStep);
  const double minus = lambda(-kStep);
  const double plus2 = lambda(2 * kStep);
  const double minus2 = lambda(-2 * kStep);
  const RealVector cumulants = counted.of_bath(0, 2);
  const double first = (8 * (plus - minus) - (plus2 - minus2)) / (12 * kStep);
  const double second = (16 * (plus + minus) - (plus2 + minus2)) / (12 * kStep * kStep);
  // The fourth power of the step times energies up to six or so to the fifth.
  const double size = cumulants.cwiseAbs().maxCoeff();
  RC_ASSERT(std::abs(cumulants(0) - first) <= 1e-4 * size);
  RC_ASSERT(std::abs(cumulants(1) - second) <= 1e-4 * size);
}

// sum_jk S_jk(w) = w^2 S_EE(w) vanishes at w = 0, where S_jk is the noise.
RC_GTEST_PROP(Counting, NoiseByFrequencyBeginsWithTheNoise, (std::uint64_t seed)) {
  const Counted counted(system_between_baths(seed), kPartialSecular);
  const RealMatrix noise = counted.statistics.noise();
  const std::vector<double> zero{0};
  const Matrix spectrum = counted.statistics.noise_spectrum(zero)[0];
  RC_ASSERT((spectrum - noise.cast<Complex>()).cwiseAbs().maxCoeff() <=
            1e-9 * noise.cwiseAbs().maxCoeff());
}

// A two-level system is a rate equation of two states, whose largest eigenvalue is
// -s/2 + sqrt((s/2)^2 + ...): the numbers of an independent evaluation of that.
TEST(Counting, OneTwoLevelSystem) {
  Matrix h = Matrix::Zero(2, 2);
  h(1, 1) = 1;
  Matrix x = Matrix::Zero(2, 2);
  x(0, 1) = x(1, 0) = 1;
  const System system{h,
                      {{"hot", x, {PowerLaw{0.01, 1}, 1}}, {"cold", x, {PowerLaw{0.02, 1}, 0.3}}}};
  const Counted counted(system, kGlobal);
  EXPECT_NEAR(counted.of_bath(0, 1)(0), 0.00252779253240, 1e-14);
  EXPECT_NEAR(counted.statistics.noise()(0, 0), 0.00277431339465, 1e-14);
}

}  // namespace
}  // namespace quflux::inline master_equation
