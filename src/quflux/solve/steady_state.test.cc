#include "quflux/solve/steady_state.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/digits.h"
#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/solve/not_unique.h"
#include "quflux/solve/spectrum.h"

namespace quflux::inline solve {
namespace {

const Reservoir kBath{PowerLaw{0.01, 1, {}}, 0.5};

std::string message(const System& system, const MasterEquation& equation) {
  try {
    steady_state(make_generator(system, equation));
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(SteadyState, ThermalQubit) {
  const System system{number(2), {{"bath", position(2), kBath}}};
  const Matrix rho = steady_state(make_generator(system, kGlobal));
  EXPECT_NEAR(rho(1, 1).real(), 1 / (std::exp(2.0) + 1), 1e-16);
  EXPECT_NEAR(purity(rho), std::norm(rho(0, 0)) + std::norm(rho(1, 1)), 1e-16);
}

TEST(SteadyState, NotUniqueWithoutABath) {
  EXPECT_THAT(message({number(2), {}}, kGlobal), testing::HasSubstr("not unique"));
}

TEST(SteadyState, NotUniqueWithADarkState) {
  // Two equal atoms in one common bath: the singlet is never reached nor left.
  const HilbertSpace space{{2, 2}};
  const Matrix h = embed(space, 0, number(2)) + embed(space, 1, number(2));
  const Matrix s = embed(space, 0, position(2)) + embed(space, 1, position(2));
  for (const MasterEquation& equation : {kLocal, kGlobal, kPartialSecular, kRedfield}) {
    EXPECT_THAT(message({h, {{"common", s, kBath}}, h}, equation),
                testing::HasSubstr("not unique"));
  }
  // Also when the singlet's energy is shifted and it stays dark.
  const Matrix flip = embed(space, 0, annihilation(2)) * embed(space, 1, annihilation(2)).adjoint();
  const Matrix shifted = h + 0.1 * (flip + flip.adjoint());
  EXPECT_THAT(message({shifted, {{"common", s, kBath}}}, kGlobal),
              testing::HasSubstr("not unique"));
}

TEST(SteadyState, NotUniqueWithAnIsolatedAtom) {
  const HilbertSpace space{{2, 2}};
  const Matrix h = embed(space, 0, number(2)) + 1.3 * embed(space, 1, number(2));
  const Matrix s = embed(space, 0, position(2));
  EXPECT_THAT(message({h, {{"bath", s, kBath}}, h}, kPartialSecular),
              testing::HasSubstr("not unique"));
}

TEST(SteadyState, UniqueHoweverWeakOrCold) {
  // Rates a billion times apart and populations of 1e-22 are no reason to give up.
  const HilbertSpace space{{2, 2}};
  const Matrix h = embed(space, 0, number(2)) + 1.3 * embed(space, 1, number(2));
  const System system{h,
                      {{"strong", embed(space, 0, position(2)), {PowerLaw{1e-1, 1, {}}, 0.02}},
                       {"weak", embed(space, 1, position(2)), {PowerLaw{1e-10, 1, {}}, 0.02}}}};
  const Matrix rho = steady_state(make_generator(system, kGlobal));
  EXPECT_NEAR(rho(1, 1).real(), std::exp(-65.0), 1e-12 * std::exp(-65.0));
  EXPECT_NEAR(rho(2, 2).real(), std::exp(-50.0), 1e-12 * std::exp(-50.0));
}

// Two atoms and a link that is weak beside the rates.
System weak_link(double strength) {
  const HilbertSpace space{{2, 2}};
  const Matrix sum = embed(space, 0, number(2)) + embed(space, 1, number(2));
  const Matrix flip = embed(space, 0, annihilation(2)) * embed(space, 1, annihilation(2)).adjoint();
  const Matrix coupled = sum + strength * (flip + flip.adjoint());
  return {coupled,
          {{"hot", embed(space, 0, position(2)), {PowerLaw{0.1, 1, {}}, 0.5}},
           {"cold", embed(space, 1, position(2)), {PowerLaw{1e-5, 1, {}}, 0.1}}},
          sum};
}

TEST(SteadyState, RefinesFlowsThroughAWeakLink) {
  const System system = weak_link(1e-7);
  for (const MasterEquation& equation : {kLocal, kPartialSecular, kRedfield}) {
    const Generator generator = make_generator(system, equation);
    SteadyStateSolver solver;
    FlowSums<double> flows;
    find_energy_flows(generator, solver.solve(generator), flows);
    const double told = solver.digits(generator, flows);
    const double unbalanced = std::abs(flows.flows.sum()) / flows.flows.cwiseAbs().maxCoeff();
    EXPECT_LE(unbalanced, std::pow(10, -told)) << equation.name;
    EXPECT_LT(told, 10) << equation.name;

    BasicGeneratorBuilder<DoubleDouble> precise;
    FlowSums<DoubleDouble> refined;
    EXPECT_EQ(solver.refine(precise.build(system, equation), refined), kMostDigits);
    const double largest = std::abs(to_double(refined.flows(0)));
    EXPECT_LE(std::abs(to_double(refined.flows(0) + refined.flows(1))), 1e-15 * largest);
    // What double precision has told of them is true.
    EXPECT_NEAR(flows.flows(0), to_double(refined.flows(0)), std::pow(10, -told) * largest);
  }
}

TEST(SteadyState, SpansAllStatesWhereThereAreMore) {
  const HilbertSpace space{{2, 2}};
  const Matrix h = embed(space, 0, number(2)) + embed(space, 1, number(2));
  const System isolated{h, {{"bath", embed(space, 0, position(2)), kBath}}};
  const Generator generator = make_generator(isolated, kRedfield);
  SteadyStateSolver solver;
  EXPECT_THROW(solver.solve(generator), NotUnique);
  // The second atom has two populations to choose.
  const std::vector<Matrix> space_of_states = solver.stationary_space();
  ASSERT_EQ(space_of_states.size(), 2);
  for (const Matrix& x : space_of_states) {
    Matrix derivative;
    find_derivative(generator, x, derivative);
    EXPECT_LE(derivative.norm(), 1e-15);
  }
}

TEST(Spectrum, OfAThermalQubit) {
  const System system{number(2), {{"bath", position(2), kBath}}};
  const Vector values = spectrum(linear_generator(make_generator(system, kGlobal)));
  const double rate = *transition_rate(kBath, 1) + *transition_rate(kBath, -1);
  EXPECT_NEAR(values(0).real(), -rate, 1e-16);
  EXPECT_NEAR(std::abs(values(1) - Complex(-rate / 2, -1)), 0, 1e-15);
  EXPECT_NEAR(std::abs(values(2) - Complex(-rate / 2, 1)), 0, 1e-15);
  EXPECT_NEAR(std::abs(values(3)), 0, 1e-16);
  EXPECT_NEAR(spectral_gap(values), rate / 2, 1e-15);
}

}  // namespace
}  // namespace quflux::inline solve
