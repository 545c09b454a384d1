#include "quflux/solve/large_regression.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/not_unique.h"
#include "quflux/solve/regression.h"
#include "quflux/solve/steady_state.h"
#include "quflux/solve/testing.h"

namespace quflux::inline solve {
namespace {

using Eigen::Index;

const std::vector<double> kFrequencies{-0.7, 0, 1e-4, 0.05, 1.3};

// Both solve to 1e-12; rates 10^3 below the largest one amplify that.
constexpr double kClose = 1e-9;

// The half-sided spectrum of F and what it moves the stationary state by, in both ways.
double largest_difference(const Generator& generator, const Matrix& f, Index factorised) {
  const Index d = generator.energies.size();
  SteadyStateSolver solver;
  const Matrix rho = solver.eliminate(generator);
  const Matrix moved = f * rho;
  const Matrix x = (moved + moved.adjoint()) / 2 - moved.trace().real() * rho;
  const Matrix seen = f.transpose();
  const Vector expected =
      one_sided_spectrum(linear_generator(generator), seen.reshaped(d * d, 1), x.reshaped(d * d, 1),
                         rho.reshaped(d * d, 1), kFrequencies);
  const Vector found = large_one_sided_spectrum(generator, f, x, rho, kFrequencies, factorised);
  return (found - expected).cwiseAbs().maxCoeff() / expected.cwiseAbs().maxCoeff();
}

RC_GTEST_PROP(LargeRegression, IsThatOfTheWholeMatrix, (std::uint64_t seed)) {
  const System system = random_system(seed);
  std::mt19937_64 engine(seed);
  const Matrix f = random_hermitian(engine, system.hamiltonian.rows(), 1);
  for (const MasterEquation& equation : {kGlobal, kPartialSecular, kRedfield}) {
    try {
      const Generator generator = make_generator(system, equation);
      for (const Index factorised : {1, 700}) {
        RC_ASSERT(largest_difference(generator, f, factorised) <= kClose);
      }
    } catch (const NotUnique&) {
    }
  }
}

// Frequencies at resonance with coherences between and within the classes of the state.
TEST(LargeRegression, OfAChainIsThatOfTheWholeMatrix) {
  const System uniform = two_level_chain(4, 0.1, 0.03, [](Index) { return 1.0; });
  const System graded = two_level_chain(4, 0.1, 0.03, [](Index i) { return 1 + 0.07 * double(i); });
  std::mt19937_64 engine(3);
  const Matrix any = random_hermitian(engine, 16, 1);
  for (const System& system : {uniform, graded}) {
    for (const MasterEquation& equation : {kLocal, kGlobal, kPartialSecular, kRedfield}) {
      const Generator generator = make_generator(system, equation);
      const Matrix hop =
          to_energy_basis(generator, system.hamiltonian * any + any * system.hamiltonian);
      EXPECT_LE(largest_difference(generator, hop, 16), kClose) << equation.name;
      const Matrix within =
          to_energy_basis(generator, system.hamiltonian - *system.uncoupled_hamiltonian);
      EXPECT_LE(largest_difference(generator, within, 16), kClose) << equation.name;
    }
  }
}

}  // namespace
}  // namespace quflux::inline solve
