#include "quflux/solve/iterative_state.h"

#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/method/master_equation/generator_builder.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/lapack.h"
#include "quflux/solve/not_unique.h"
#include "quflux/solve/state_classes.h"
#include "quflux/solve/steady_state.h"
#include "quflux/solve/testing.h"

namespace quflux::inline solve {
namespace {

using Eigen::Index;

// What the two ways may differ by: the iteration ends at 1e-14 of the state, and random models
// amplify that by what their slowest rates are below the others.
constexpr double kClose = 1e-9;

void expect_as_elimination(const Generator& generator, const IterativeOptions& options) {
  SteadyStateSolver eliminating;
  FlowSums<double> expected;
  try {
    eliminating.eliminate(generator);
  } catch (const NoAnswer&) {
    return;  // not unique, or unstable, which is not seen without the spectrum
  }
  eliminating.find_flows(generator, expected);
  const IterativeState iterative(generator, options);
  FlowSums<double> flows;
  iterative.find_flows(flows);
  RC_ASSERT((iterative.state() - eliminating.state()).cwiseAbs().maxCoeff() <= kClose);
  RC_ASSERT((flows.flows - expected.flows).cwiseAbs().maxCoeff() <=
            kClose * expected.sizes.maxCoeff());
  RC_ASSERT((flows.sizes - expected.sizes).minCoeff() >= -kClose * expected.sizes.maxCoeff());
}

RC_GTEST_PROP(IterativeState, HasTheFlowsOfElimination, (std::uint64_t seed)) {
  const System system = random_system(seed);
  for (const MasterEquation& equation : kMasterEquations) {
    if (equation.uncoupled && !system.uncoupled_hamiltonian) continue;
    const Generator generator = make_generator(system, equation);
    expect_as_elimination(generator, {1, {}});  // populations alone are factorised
    expect_as_elimination(generator, {});       // all
    expect_as_elimination(generator, {1, Precision::single});
  }
}

RC_GTEST_PROP(IterativeState, KnowsTheLambShift, (std::uint64_t seed)) {
  EquationOptions options;
  options.lamb_shift = true;
  const System system = random_system(seed);
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield}) {
    try {
      expect_as_elimination(make_generator(system, equation, options), {1, {}});
    } catch (const NoAnswer&) {  // no Lamb shift of a density without a cutoff
    }
  }
}

// Chains of as many states as elimination takes without a while, of all equations and classes.
TEST(IterativeState, HasTheFlowsOfLargerChains) {
  const System uniform = two_level_chain(5, 0.1, 0.1, [](Index) { return 1.0; });
  const System graded =
      two_level_chain(5, 0.1, 0.03, [](Index i) { return 1 + 0.07 * double(i * i); });
  EquationOptions shifted;
  shifted.lamb_shift = true;
  for (const System& system : {uniform, graded}) {
    for (const MasterEquation& equation : kMasterEquations) {
      for (const EquationOptions& options : {EquationOptions{}, shifted}) {
        if (equation.name == "local" && options.lamb_shift) continue;
        expect_as_elimination(make_generator(system, equation, options), {1, {}});
      }
    }
  }
}

// A chain beside a two-level system that nothing reaches, in a basis that hides it.
System beside_a_spectator() {
  const System chain =
      two_level_chain(4, 0.1, 0.03, [](Index i) { return 1 + 0.07 * double(i * i); });
  std::mt19937_64 engine(3);
  const Index d = 2 * chain.hamiltonian.rows();
  const Matrix u = hermitian_eigen(random_hermitian(engine, d, 1)).vectors;
  const auto hidden = [&](const Matrix& m) -> Matrix {
    Matrix both = Matrix::Zero(d, d);
    both.topLeftCorner(d / 2, d / 2) = m;
    both.bottomRightCorner(d / 2, d / 2) = m;
    const Matrix turned = u * both * u.adjoint();
    return (turned + turned.adjoint()) / 2;
  };
  System system{hidden(chain.hamiltonian), {}};
  for (const SystemBath& bath : chain.baths) {
    system.baths.push_back({bath.name, hidden(bath.coupling_operator), bath.reservoir});
  }
  return system;
}

TEST(IterativeState, SeesASecondStationaryState) {
  const Generator generator = make_generator(beside_a_spectator(), kRedfield);
  for (const Precision products : {Precision::full, Precision::single}) {
    EXPECT_THROW(IterativeState(generator, {1, products}), NotUnique);
    EXPECT_THROW(IterativeState(generator, {200, products}), NotUnique);
  }
}

// Coherences between numbers of excitations, which transitions of the other sign make, are left
// out: flows know it.
TEST(IterativeState, LeavesOutWhatDoesNotCount) {
  const Generator generator =
      make_generator(two_level_chain(6, 0.1, 0.1, [](Index) { return 1.0; }), kPartialSecular);
  const IterativeState iterative(generator);
  EXPECT_LE(iterative.error(), 1e-11);
  EXPECT_GE(iterative.error(), 1e-14);
  FlowSums<double> flows;
  iterative.find_flows(flows);
  EXPECT_NEAR(flows.flows.sum(), 0, iterative.error() * flows.sizes.maxCoeff());
}

// A chain of six with frequencies, couplings and temperatures at random, cold ones among them.
System random_chain(std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  std::uniform_real_distribution<double> uniform(0, 1);
  const double spread = 0.3 * uniform(engine) * static_cast<double>(seed % 2);
  std::vector<double> frequencies(6);
  for (double& frequency : frequencies) frequency = 1 + spread * uniform(engine);
  System system =
      two_level_chain(6, 0.02 + 0.2 * uniform(engine), 0.1 * uniform(engine),
                      [&](Index i) { return frequencies[static_cast<std::size_t>(i)]; });
  for (SystemBath& bath : system.baths) bath.reservoir.temperature = 0.05 + uniform(engine);
  return system;
}

// The digits that are told, beside a state in 31 digits. One fewer is no miss.
TEST(IterativeState, TellsNoMoreDigitsThanItHas) {
  BasicGeneratorBuilder<DoubleDouble> precise_generators;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const System system = random_chain(seed);
    for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield}) {
      const Generator generator = make_generator(system, equation);
      SteadyStateSolver solver;
      FlowSums<double> flows;
      FlowSums<DoubleDouble> precise;
      solver.solve(generator);
      solver.find_flows(generator, flows);
      const double told = solver.digits(generator, flows);
      solver.refine(precise_generators.build(system, equation, {}), precise);
      const RealVector expected =
          precise.flows.unaryExpr([](const DoubleDouble& flow) { return to_double(flow); });
      const double error =
          (flows.flows - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
      EXPECT_LE(error, std::pow(10, 1 - told)) << equation.name << " of seed " << seed;
    }
  }
}

}  // namespace
}  // namespace quflux::inline solve
