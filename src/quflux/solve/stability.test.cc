#include "quflux/solve/stability.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "quflux/core/error.h"
#include "quflux/hilbert/site_operators.h"
#include "quflux/hilbert/space.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/spectrum.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline solve {
namespace {

using testing::HasSubstr;

// The largest real part of all eigenvalues but that of the stationary state.
double growth(const Generator& generator) {
  const Vector eigenvalues = spectrum(linear_generator(generator));
  Eigen::Index stationary = 0;
  eigenvalues.cwiseAbs().minCoeff(&stationary);
  double result = -1e300;
  for (Eigen::Index i = 0; i < eigenvalues.size(); ++i) {
    if (i != stationary) result = std::max(result, eigenvalues(i).real());
  }
  return result;
}

struct Verdict {
  std::string error;
  std::string warning;
};

Verdict verdict(const Generator& generator) {
  SteadyStateSolver solver;
  try {
    solver.solve(generator);
  } catch (const Error& error) {
    return {error.what(), ""};
  }
  return {"", solver.warning()};
}

void scale_rates(System& system, double factor) {
  for (SystemBath& bath : system.baths) {
    std::visit(
        [&](auto& density) {
          if constexpr (requires { density.coefficient; }) density.coefficient *= factor;
        },
        bath.reservoir.spectral_density);
  }
}

TEST(Stability, IsWhatEigenvaluesSay) {
  // Systems without symmetries, with rates from a hundredth of the frequencies to thrice as much.
  std::size_t unstable = 0;
  for (const double factor : {1.0, 30.0, 300.0}) {
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      System system = random_system(seed);
      if (system.hamiltonian.rows() > 4) continue;
      scale_rates(system, factor);
      for (const MasterEquation& equation : {kPartialSecular, kRedfield}) {
        const Generator generator = make_generator(system, equation);
        const bool grows = growth(generator) > 1e-12;
        EXPECT_EQ(!verdict(generator).error.empty(), grows)
            << seed << ", " << equation.name << ", rates x " << factor;
        if (grows) ++unstable;
      }
    }
  }
  EXPECT_GT(unstable, 5U);
}

// Three atoms in a row, the baths of temperatures t0 and t2 at the ends as strong as the
// frequencies.
Generator strongly_damped(double t0, double t2, double strength) {
  const HilbertSpace space{{2, 2, 2}};
  const auto lowering = [&](Eigen::Index i) { return embed(space, i, annihilation(2)); };
  const auto x = [&](Eigen::Index i) { return embed(space, i, position(2)); };
  const Matrix hops =
      0.35466182 * lowering(0).adjoint() * lowering(1) + lowering(1).adjoint() * lowering(2);
  const Matrix h = 1.9497679105848442 * embed(space, 0, number(2)) +
                   1.259476780612907 * embed(space, 1, number(2)) +
                   0.8377890205559355 * embed(space, 2, number(2)) + hops + hops.adjoint();
  return make_generator({h,
                         {{"first", x(0), {PowerLaw{0.70988 * strength, 0.3}, t0}},
                          {"last", x(2), {PowerLaw{1.357955 * strength, 0.3}, t2}}}},
                        kPartialSecular);
}

TEST(Stability, GrowingPopulationsAreNoStationaryState) {
  EXPECT_THAT(verdict(strongly_damped(0.333946, 0.0183156, 1)).error,
              HasSubstr("there is no stationary state: a deviation from it grows"));
}

TEST(Stability, GrowingCoherencesAreAWarningHoweverPositiveTheState) {
  // At equal temperatures the Gibbs state is stationary, and positive.
  const Generator generator = strongly_damped(0.1, 0.1, 1);
  EXPECT_GT(min_eigenvalue(steady_state(generator)), -1e-16);
  EXPECT_NEAR(growth(generator), 0.1027, 1e-4);
  EXPECT_EQ(verdict(generator).error, "");
  EXPECT_THAT(verdict(generator).warning, HasSubstr("coherences grow"));
}

TEST(Stability, StatesThatAreNotPositiveAreAWarning) {
  const Generator generator = strongly_damped(0.3339, 0.0183, 0.8);
  EXPECT_NEAR(min_eigenvalue(steady_state(generator)), -0.1393, 1e-4);
  EXPECT_LT(growth(generator), 0);
  EXPECT_EQ(verdict(generator).error, "");
  EXPECT_THAT(verdict(generator).warning,
              HasSubstr("the density matrix has an eigenvalue below 0"));
}

TEST(Stability, WeakDampingGivesNoWarning) {
  const Verdict weak = verdict(strongly_damped(0.3339, 0.0183, 1e-4));
  EXPECT_EQ(weak.error, "");
  EXPECT_EQ(weak.warning, "");
}

}  // namespace
}  // namespace quflux::inline solve
