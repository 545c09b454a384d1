#include "quflux/solve/evolve_large.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/generator/linear_generator.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/evolve.h"

namespace quflux::inline solve {
namespace {

// A pure state with coherences everywhere, or populations alone.
Matrix some_state(Eigen::Index d, bool pure) {
  Vector psi(d);
  for (Eigen::Index i = 0; i < d; ++i) {
    psi(i) = std::polar(1.0 + 0.1 * static_cast<double>(i), static_cast<double>(i * i));
  }
  psi.normalize();
  const Matrix rho = psi * psi.adjoint();
  return pure ? rho : Matrix(rho.diagonal().asDiagonal());
}

RC_GTEST_PROP(EvolveLarge, IsTheExponential, (std::uint64_t seed, bool pure)) {
  const System system = random_system(seed);
  const std::vector<double> times{0, 0.1, 3, 3, 40};
  for (const MasterEquation& equation : kMasterEquations) {
    if (equation.uncoupled && !system.uncoupled_hamiltonian) continue;
    const Generator generator = make_generator(system, equation);
    const LinearGenerator linear = linear_generator(generator);
    const Matrix start = some_state(generator.energies.size(), pure);
    const Trajectory expected = evolve(linear, start.reshaped(), times);
    double largest = 1;
    for (const Vector& flow : linear.flows) largest = std::max(largest, flow.cwiseAbs().sum());
    // The error that its steps allow, in the flow over the time.
    const double tolerance = 1e-10 * largest;
    evolve_large(generator, start, times, [&](std::size_t k, const Passage& passage) {
      const auto column = static_cast<Eigen::Index>(k);
      const Vector state = passage.state.reshaped();
      RC_ASSERT((state - expected.states.col(column)).cwiseAbs().maxCoeff() < 1e-10);
      for (Eigen::Index j = 0; j < passage.flows.size(); ++j) {
        const Vector& flow = linear.flows[static_cast<std::size_t>(j)];
        const double of_state = flow.cwiseProduct(expected.states.col(column)).sum().real();
        RC_ASSERT(std::abs(passage.flows(j) - of_state) < tolerance);
        RC_ASSERT(std::abs(passage.heats(j) - expected.heats(j, column)) < 40 * tolerance);
      }
      Vector change;
      linear.apply(state, change);
      RC_ASSERT((passage.derivative().reshaped() - change).cwiseAbs().maxCoeff() <
                1e-9 * (1 + change.cwiseAbs().maxCoeff()));
    });
  }
}

}  // namespace
}  // namespace quflux::inline solve
