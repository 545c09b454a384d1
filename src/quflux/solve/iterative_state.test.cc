#include "quflux/solve/iterative_state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/not_unique.h"
#include "quflux/solve/state_classes.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline solve {
namespace {

using Eigen::Index;

// What the two ways may differ by: the iteration ends at 1e-14 of the state, and random models
// amplify that by what their slowest rates are below the others.
constexpr double kClose = 1e-9;

void expect_as_elimination(const Generator& generator, std::optional<Index> factorised) {
  SteadyStateSolver eliminating;
  FlowSums<double> expected;
  try {
    eliminating.eliminate(generator);
  } catch (const NoAnswer&) {
    return;  // not unique, or unstable, which is not seen without the spectrum
  }
  eliminating.find_flows(generator, expected);
  const IterativeState iterative(generator, factorised);
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
    expect_as_elimination(generator, 1);             // populations alone are factorised
    expect_as_elimination(generator, std::nullopt);  // all
  }
}

RC_GTEST_PROP(IterativeState, KnowsTheLambShift, (std::uint64_t seed)) {
  EquationOptions options;
  options.lamb_shift = true;
  const System system = random_system(seed);
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield}) {
    try {
      expect_as_elimination(make_generator(system, equation, options), 1);
    } catch (const NoAnswer&) {  // no Lamb shift of a density without a cutoff
    }
  }
}

}  // namespace
}  // namespace quflux::inline solve
