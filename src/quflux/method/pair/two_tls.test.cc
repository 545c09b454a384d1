#include <numbers>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/method/pair/closed_form.h"
#include "quflux/method/pair/exceptional_point.h"
#include "quflux/method/pair/kernel.h"
#include "quflux/method/pair/moment_generator.h"
#include "quflux/method/pair/optimum.h"
#include "quflux/method/pair/stationary.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline pair {
namespace {

using testing::HasSubstr;

constexpr std::array kClosed{PairEquation::local, PairEquation::global,
                             PairEquation::partial_secular};

TwoLevelPair random_pair(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const auto bath = [&] {
    return Reservoir{PowerLaw{0.001 + 0.05 * uniform(engine), 1 + 2 * uniform(engine),
                              seed % 3 == 0 ? std::optional(4.0) : std::nullopt},
                     0.1 + uniform(engine)};
  };
  const double omega2 = seed % 2 == 0 ? 1 : 0.8 + 0.4 * uniform(engine);
  return {1, omega2, 0.1 * uniform(engine) + 1e-4, bath(), bath()};
}

TwoLevelPair fig1() {
  return {1, 1, 0.01, {PowerLaw{0.002, 3, {}}, 0.2}, {PowerLaw{0.04, 3, {}}, 0.22}};
}

RC_GTEST_PROP(TwoTls, AgreesWithTheDensityMatrix, (std::uint64_t seed)) {
  const TwoLevelPair pair = random_pair(seed);
  for (const PairEquation equation : kClosed) {
    const StationaryPair s = stationary(pair, equation);
    const Generator generator =
        make_generator(to_system(pair), find_master_equation(name(equation)));
    const Matrix rho = steady_state(generator);
    const RealVector flows = energy_flows(generator, rho);
    // Rounding of populations near one, times a condition of about 1e3.
    RC_ASSERT(std::abs(s.occupation1 - (rho(2, 2) + rho(3, 3)).real()) <= 1e-12);
    RC_ASSERT(std::abs(s.occupation2 - (rho(1, 1) + rho(3, 3)).real()) <= 1e-12);
    RC_ASSERT(std::abs(s.coherence - rho(1, 2)) <= 1e-12);
    RC_ASSERT(std::abs(s.flow1 - flows(0)) <= 1e-13);
    RC_ASSERT(std::abs(s.flow2 - flows(1)) <= 1e-13);
  }
}

RC_GTEST_PROP(TwoTls, ExchangingTheAtomsMirrorsEverything, (std::uint64_t seed)) {
  const TwoLevelPair pair = random_pair(seed);
  const auto close = [](double a, double b) {
    return std::abs(a - b) <= 1e-11 * std::abs(a) + 1e-25;
  };
  for (const PairEquation equation : kClosed) {
    const StationaryPair s = stationary(pair, equation);
    const StationaryPair m = stationary(mirrored(pair), equation);
    RC_ASSERT(close(s.occupation1, m.occupation2));
    RC_ASSERT(close(s.occupation2, m.occupation1));
    RC_ASSERT(close(s.flow1, m.flow2));
    RC_ASSERT(std::abs(s.coherence - std::conj(m.coherence)) <= 1e-11 * std::abs(s.coherence));
  }
  for (const MasterEquation& equation : kMasterEquations) {
    const Generator generator = make_generator(to_system(pair), equation);
    const Generator other = make_generator(to_system(mirrored(pair)), equation);
    const RealVector flows = energy_flows(generator, steady_state(generator));
    const RealVector swapped = energy_flows(other, steady_state(other));
    RC_ASSERT(std::abs(flows(0) - swapped(1)) <= 1e-13);
  }
}

RC_GTEST_PROP(TwoTls, MomentGeneratorHasTheClosedEigenvaluesAndStationaryState,
              (std::uint64_t seed)) {
  const TwoLevelPair pair = random_pair(seed);
  for (const PairEquation equation : kClosed) {
    const MomentGenerator generator = moment_generator(pair, equation);
    const StationaryPair s = stationary(pair, equation);
    const Eigen::Vector4cd v(s.occupation1, s.occupation2, s.coherence, std::conj(s.coherence));
    RC_ASSERT((generator.m * v + generator.g).norm() <= 1e-15);
    // The trace and determinant of M determine how its eigenvalues sum and multiply, and unlike the
    // eigenvalues themselves are not sensitive next to an exceptional point.
    const Eigen::Vector4cd values = moment_eigenvalues(pair, equation);
    RC_ASSERT(std::abs(values.sum() - generator.m.trace()) <= 1e-14);
    RC_ASSERT(std::abs(values.prod() - generator.m.determinant()) <=
              1e-9 * std::abs(values.prod()) + 1e-20);
  }
}

TEST(TwoTls, TheLocalFlowInClosedFormHoldsAtLowAndZeroTemperature) {
  TwoLevelPair pair = fig1();
  for (const double cold : {0.0, 1e-4, 1.0 / 720, 1.0 / 700, 0.2}) {
    for (const double hot : {0.0, 1.0 / 715, 0.22}) {
      pair.bath1.temperature = cold;
      pair.bath2.temperature = hot;
      // The same formula solved as a linear equation: some rounding apart, and nothing below the
      // smallest normal number.
      const double solved = stationary(pair, PairEquation::local).flow1;
      EXPECT_NEAR(local_flow(pair), solved, 1e-12 * std::abs(solved) + 1e-300)
          << cold << ", " << hot;
    }
  }
}

TEST(TwoTls, LocalGeneratorIsEquation10) {
  TwoLevelPair pair = fig1();
  pair.omega2 = 1.2;
  const double g1 = relaxation_rate(pair.bath1, 1.0);
  const double g2 = relaxation_rate(pair.bath2, 1.2);
  const Complex i(0, 1);
  const double o = pair.coupling;
  const double detuning = pair.omega1 - pair.omega2;
  Eigen::Matrix4cd expected;
  expected << -2 * g1, 0, -i * o, i * o, 0, -2 * g2, i * o, -i * o, -i * o, i * o,
      -g1 - g2 + i * detuning, 0, i * o, -i * o, 0, -g1 - g2 - i * detuning;
  EXPECT_LE((moment_generator(pair, PairEquation::local).m - expected).norm(), 1e-15);
}

TEST(TwoTls, EqualTemperaturesGiveNoFlow) {
  TwoLevelPair pair = fig1();
  pair.omega2 = 0.9;
  pair.bath2.temperature = pair.bath1.temperature;
  EXPECT_EQ(stationary(pair, PairEquation::global).flow1, 0);
  EXPECT_EQ(stationary(pair, PairEquation::partial_secular).flow1, 0);
  EXPECT_GT(std::abs(stationary(pair, PairEquation::local).flow1),
            1e-8);  // the local equation fails
}

TEST(TwoTls, NegativeCouplingIsAGaugeOfThePositive) {
  TwoLevelPair pair = fig1();
  const StationaryPair plus = stationary(pair, PairEquation::partial_secular);
  pair.coupling *= -1;
  const StationaryPair minus = stationary(pair, PairEquation::partial_secular);
  EXPECT_DOUBLE_EQ(plus.flow1, minus.flow1);
  EXPECT_LE(std::abs(plus.coherence + minus.coherence), 1e-16);
}

TEST(TwoTls, DegenerateModesShareOneProjector) {
  TwoLevelPair pair = fig1();
  pair.coupling = 0;
  const StationaryPair s = stationary(pair, PairEquation::global);
  EXPECT_DOUBLE_EQ(s.occupation1, 1 / (std::exp(1 / 0.2) + 1));
  EXPECT_DOUBLE_EQ(s.occupation2, 1 / (std::exp(1 / 0.22) + 1));
  EXPECT_EQ(s.flow1, 0);
}

TEST(TwoTls, OneReservoirAloneThermalisesBothAtoms) {
  for (const PairEquation equation : {PairEquation::global, PairEquation::partial_secular}) {
    TwoLevelPair pair = fig1();
    pair.bath1.spectral_density = PowerLaw{0, 3, {}};
    const StationaryPair s = stationary(pair, equation);
    pair = fig1();
    pair.bath1.temperature = pair.bath2.temperature;
    const StationaryPair equilibrium = stationary(pair, equation);
    EXPECT_NEAR(s.occupation1, equilibrium.occupation1, 1e-16);
    EXPECT_NEAR(s.occupation2, equilibrium.occupation2, 1e-16);
    EXPECT_EQ(s.flow1, 0);
    EXPECT_EQ(s.flow2, 0);
  }
}

TEST(TwoTls, ZeroTemperatures) {
  TwoLevelPair pair = fig1();
  pair.bath1.temperature = 0;
  for (const PairEquation equation : kClosed) {
    EXPECT_LT(stationary(pair, equation).flow1, 0);  // the hot bath feeds the cold one
  }
  pair.bath2.temperature = 0;
  for (const PairEquation equation : kClosed) {
    const StationaryPair s = stationary(pair, equation);
    EXPECT_EQ(s.occupation1, 0);
    EXPECT_EQ(s.occupation2, 0);
    EXPECT_EQ(s.flow1, 0);
  }
}

std::string message(const TwoLevelPair& pair, PairEquation equation = PairEquation::local) {
  try {
    stationary(pair, equation);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(TwoTls, ExplainsWhatIsNotAllowed) {
  TwoLevelPair pair = fig1();
  pair.coupling = std::nan("");
  EXPECT_EQ(message(pair), "the coupling is nan; it must be a finite number");
  pair.coupling = 1;
  EXPECT_THAT(message(pair), HasSubstr("must stay below sqrt(omega1 omega2) = 1"));
  pair = fig1();
  pair.omega1 = -1;
  EXPECT_EQ(message(pair), "omega1 is -1; it must be a finite number > 0");
  pair = fig1();
  pair.bath2.temperature = -0.2;
  EXPECT_EQ(message(pair), "the temperature of bath 2 is -0.2; it must be a finite number >= 0");
  pair = fig1();
  pair.bath1.spectral_density = PowerLaw{-0.1, 3, {}};
  EXPECT_EQ(message(pair),
            "the coefficient of the spectral density of bath 1 is -0.1; it must be a finite "
            "number >= 0");
  EXPECT_THAT([] { pair_equation("redfield"); },
              testing::ThrowsMessage<Error>(HasSubstr("partial_secular, not redfield")));
  pair = fig1();
  pair.bath1.spectral_density = pair.bath2.spectral_density = PowerLaw{0, 1, {}};
  EXPECT_THAT(message(pair), HasSubstr("not unique"));
  pair = fig1();
  pair.bath1.spectral_density = PowerLaw{0, 1, {}};
  pair.coupling = 0;
  EXPECT_THAT(message(pair), HasSubstr("not unique"));
}

TEST(ExceptionalPoint, OfTheLocalApproachInClosedForm) {
  TwoLevelPair pair = fig1();
  const auto ep = exceptional_coupling(pair, PairEquation::local);
  ASSERT_TRUE(ep);
  EXPECT_NEAR(ep->parameter.real(), 0.00970780116655856, 1e-16);
  EXPECT_NEAR(ep->parameter.imag(), 0, 1e-16);
  pair.coupling = ep->parameter.real();
  // Two eigenvalues of X meet, so three of the four meet; the square root leaves sqrt(epsilon).
  const Eigen::Vector4cd values = moment_eigenvalues(pair, PairEquation::local);
  EXPECT_LE((values.array() - values.mean()).abs().maxCoeff(), 1e-8);
  pair.omega2 = 1.05;
  const auto detuned = exceptional_coupling(pair, PairEquation::local);
  EXPECT_LE(std::abs(detuned->parameter - local_exceptional_point(pair)), 1e-15);
}

TEST(ExceptionalPoint, OfThePartialSecularApproachIsComplex) {
  const auto ep = exceptional_coupling(fig1(), PairEquation::partial_secular);
  ASSERT_TRUE(ep);
  EXPECT_NEAR(ep->parameter.real(), 0.00969723083052334502, 1e-15);
  EXPECT_NEAR(ep->parameter.imag(), 0.000301948963255277, 1e-15);
}

TEST(ExceptionalPoint, OfThePartialSecularApproachAtRealCouplingAndDetuning) {
  const auto ep = exceptional_detuning(fig1(), PairEquation::partial_secular);
  ASSERT_TRUE(ep);
  EXPECT_NEAR(ep->coupling, 0.00968876662152, 1e-14);  // all digits that are known
  EXPECT_NEAR(ep->detuning, 0.00060290962285, 1e-14);
}

// Modes that the global equation takes for one, on all three roads.
TEST(TwoTls, NearlyDegenerateModesAreOne) {
  for (const double coupling : {1e-10, 4.9e-10}) {
    for (const double detuning : {0.0, 1e-10}) {
      TwoLevelPair pair = fig1();
      pair.coupling = coupling;
      pair.omega2 = 1 - detuning;
      const StationaryPair s = stationary(pair, PairEquation::global);
      // The same as rates at one energy: Eq. (29).
      const double expected = local_flow(pair);
      EXPECT_NEAR(s.flow1, expected, 1e-8 * std::abs(expected));
      const System system = to_system(pair);
      const Matrix rho = steady_state(make_generator(system, kGlobal));
      EXPECT_NEAR(s.occupation1, (rho(2, 2) + rho(3, 3)).real(), 1e-12);
      EXPECT_NEAR(s.occupation2, (rho(1, 1) + rho(3, 3)).real(), 1e-12);
      EXPECT_NEAR(stationary_flows(system, kGlobal)(0), s.flow1, 1e-16);

      std::array<double, 5> out{};
      const auto span = [&](std::size_t i) { return std::span(&out[i], 1); };
      const PairBatch batch{1,
                            pair.omega1,
                            pair.omega2,
                            coupling,
                            0.2,
                            0.22,
                            0.002,
                            0.04,
                            RateShape{3, 0, false},
                            {3, 0, false}};
      pair_states(batch, PairEquation::global, {span(0), span(1), span(2), span(3), span(4)});
      EXPECT_NEAR(out[0], s.flow1, 1e-11 * std::abs(s.flow1));
      EXPECT_NEAR(out[1], s.occupation1, 1e-12);
      EXPECT_NEAR(out[2], s.occupation2, 1e-12);
      EXPECT_NEAR(out[3], s.coherence.real(), 1e-15);
      EXPECT_NEAR(out[4], s.coherence.imag(), 1e-15);
    }
  }
  // And modes just apart are not.
  TwoLevelPair pair = fig1();
  pair.coupling = 6e-10;
  EXPECT_GT(std::abs(stationary(pair, PairEquation::global).flow1), 1e-7);
}

TEST(ExceptionalPoint, DoesNotExistInTheGlobalApproach) {
  EXPECT_FALSE(exceptional_coupling(fig1(), PairEquation::global));
  EXPECT_FALSE(exceptional_detuning(fig1(), PairEquation::global));
}

TEST(ExceptionalPoint, EqualRatesHaveNone) {
  TwoLevelPair pair = fig1();
  pair.bath1 = pair.bath2;
  EXPECT_THROW(exceptional_coupling(pair, PairEquation::local), Error);
}

// The optimum against what it claims: no coupling near or far has a larger specific flow.
RC_GTEST_PROP(OptimalCoupling, IsTheLargestOfAll, (std::uint64_t seed)) {
  const TwoLevelPair pair = random_pair(seed);
  const double largest = std::sqrt(pair.omega1 * pair.omega2);
  for (const PairEquation equation :
       {PairEquation::local, PairEquation::global, PairEquation::partial_secular}) {
    const auto specific_flow = [&](double coupling) {
      TwoLevelPair at = pair;
      at.coupling = coupling;
      return -stationary(at, equation).flow1 / coupling;
    };
    const auto best = optimal_coupling(pair, equation);
    if (!best) continue;
    RC_ASSERT(std::abs(best->specific_flow - specific_flow(best->coupling)) <=
              1e-12 * std::abs(best->specific_flow));
    // At a maximum a step of 1e-4 changes the flow by 1e-8 of it, at any other place by about 1e-4.
    for (const double factor : {1 - 1e-4, 1 + 1e-4}) {
      if (best->coupling * factor >= largest) continue;
      const double beside = std::abs(specific_flow(best->coupling * factor));
      RC_ASSERT(beside < std::abs(best->specific_flow));
      RC_ASSERT(beside > (1 - 1e-6) * std::abs(best->specific_flow));
    }
  }
}

RC_GTEST_PROP(OptimalRidge, IsTheOptimalCouplingOfEveryRow, (std::uint64_t seed)) {
  const TwoLevelPair pair = random_pair(seed);
  // Rows of one ratio, which share the global optimum, and of others.
  const std::vector<double> c1{1e-4, 2e-4, 0.01, 0.3, 0.02};
  const std::vector<double> c2{2e-4, 4e-4, 0.02, 0.01, 1e-5};
  for (const PairEquation equation :
       {PairEquation::local, PairEquation::global, PairEquation::partial_secular}) {
    const auto ridge = optimal_ridge(pair, equation, c1, c2);
    RC_ASSERT(ridge.size() == c1.size());
    for (std::size_t i = 0; i < c1.size(); ++i) {
      TwoLevelPair row = pair;
      std::get<PowerLaw>(row.bath1.spectral_density).coefficient = c1[i];
      std::get<PowerLaw>(row.bath2.spectral_density).coefficient = c2[i];
      const auto expected = optimal_coupling(row, equation);
      RC_ASSERT(ridge[i].has_value() == expected.has_value());
      if (!expected) continue;
      // A shared optimum has the rounding of its first row.
      RC_ASSERT(std::abs(ridge[i]->coupling - expected->coupling) <= 1e-11 * expected->coupling);
      RC_ASSERT(std::abs(ridge[i]->specific_flow - expected->specific_flow) <=
                1e-11 * std::abs(expected->specific_flow));
    }
  }
}

TEST(OptimalRidge, ExplainsWhatIsNotAllowed) {
  const std::vector<double> three(3, 0.01);
  const std::vector<double> two(2, 0.01);
  EXPECT_THROW(optimal_ridge(fig1(), PairEquation::local, three, two), Error);
  const std::vector<double> negative{0.01, -0.01};
  EXPECT_THROW(optimal_ridge(fig1(), PairEquation::local, two, negative), Error);
}

TEST(OptimalCoupling, GlobalOnResonanceHasNoInteriorMaximum) {
  EXPECT_FALSE(optimal_coupling(fig1(), PairEquation::global));
}

// Where baths are weak the partial secular optimum is that of the local equation, up to g/w.
TEST(OptimalCoupling, OfThePartialSecularEquationIsFoundHoweverWeakTheBathsAre) {
  for (const double c : {1e-6, 1e-9, 1e-12, 1e-15}) {
    const TwoLevelPair pair{1, 1, 0, {PowerLaw{c, 1}, 0.5}, {PowerLaw{3 * c, 1}, 1}};
    const auto best = optimal_coupling(pair, PairEquation::partial_secular);
    ASSERT_TRUE(best) << c;
    const double local = local_optimal_coupling(pair);
    EXPECT_NEAR(best->coupling, local, std::max(10 * c, 1e-6) * local) << c;
  }
}

TEST(TwoTls, RatesTooLargeForNumbersGiveNone) {
  const TwoLevelPair pair{1, 1.05, 0.05, {PowerLaw{0.01, 3}, 0.2}, {PowerLaw{1e308, 3}, 0.4}};
  EXPECT_THROW(stationary(pair, PairEquation::partial_secular), Error);
}

TEST(TwoTls, FrequenciesTooLargeForNumbersAreToldWhatToDo) {
  const TwoLevelPair pair{1e200, 1, 0.02, {PowerLaw{0.01, 1}, 0.5}, {PowerLaw{0.03, 1}, 1}};
  try {
    stationary(pair, PairEquation::partial_secular);
    FAIL() << "it has no finite state";
  } catch (const NoAnswer& error) {
    EXPECT_STREQ(error.what(),
                 "the stationary state is not finite: products of four frequencies, with omega1 = "
                 "1e+200 and omega2 = 1, are beyond numbers; choose units in which both are from "
                 "1e-75 to 1e75");
  }
}

// By an independent program.
TEST(LocalEquation, TheSpectrumOfTheFlowHasTwoMaximaAboveACoupling) {
  const auto coupling = [](double omega2, double c1, double c2, double exponent,
                           double temperature1, double temperature2) {
    return two_maxima_coupling(
        relaxation_rate({PowerLaw{c1, exponent, std::nullopt}, temperature1}, 1.0),
        relaxation_rate({PowerLaw{c2, exponent, std::nullopt}, temperature2}, omega2), 1 - omega2);
  };
  EXPECT_NEAR(*coupling(1, 0.002, 0.04, 3, 0.2, 0.22), 0.014463372549151915, 1e-12);
  EXPECT_NEAR(*coupling(1.01, 0.002, 0.04, 3, 0.2, 0.22), 0.019958719224285677, 1e-12);
  EXPECT_NEAR(*coupling(1, 0.02, 0.02, 3, 0.2, 0.22), 0.010175205458047941, 1e-12);
  EXPECT_NEAR(*coupling(1, 0.01, 0.03, 1, 0.5, 1.5), 0.03331470594539143, 1e-12);
  EXPECT_FALSE(coupling(1.09, 0.002, 0.04, 3, 0.2, 0.22));
}

// Its integral is what bath 1 gives to atom 1, J_1 omega_1 (g_1 + g_2)/(omega_1 g_2 + omega_2 g_1)
// by Eq. (29).
TEST(LocalEquation, TheSpectrumOfTheFlowSumsUpToIt) {
  TwoLevelPair pair = fig1();
  pair.omega2 = 1.03;
  const double g1 = relaxation_rate(pair.bath1, pair.omega1);
  const double g2 = relaxation_rate(pair.bath2, pair.omega2);
  const double wanted =
      local_flow(pair) * pair.omega1 * (g1 + g2) / (pair.omega1 * g2 + pair.omega2 * g1);
  // Over a whole line, nu = 1 + 0.05 tan(x), where sums of equal steps converge as exp(-n).
  constexpr int kPoints = 400;
  double sum = 0;
  for (int k = 0; k < kPoints; ++k) {
    const double x = std::numbers::pi * ((k + 0.5) / kPoints - 0.5);
    const double slope = 0.05 / (std::cos(x) * std::cos(x));
    sum += local_flow_spectrum(pair, 1 + 0.05 * std::tan(x)) * slope;
  }
  EXPECT_NEAR(sum * std::numbers::pi / kPoints, wanted, 1e-12 * std::abs(wanted));
}

}  // namespace
}  // namespace quflux::inline pair
