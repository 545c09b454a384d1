// Jumps of the Hamiltonian, quenches and channels along hierarchies, beside what is known exactly.

#include "quflux/method/hierarchy/piecewise_motion.h"

#include <cmath>

#include <gtest/gtest.h>

#include "quflux/method/hierarchy/hierarchy.h"
#include "quflux/method/hierarchy/stationary_state.h"

namespace quflux::inline hierarchy {
namespace {

const Matrix kSx = (Matrix(2, 2) << 0, 1, 1, 0).finished();
const Matrix kSz = (Matrix(2, 2) << 1, 0, 0, -1).finished();

System dephasing(double splitting, double rate) {
  System system{splitting / 2 * kSz, {{"bath", kSz, {Drude{0.1, 2}, 1}}}};
  system.lindblad.push_back({"noise", kSz, rate});
  return system;
}

// Without anything that flips the spin its coherence is exp(-i int eps dt - 4 Re q(t) - 2 int rate
// dt) of its first value, with q(t) = sum_k a_k (nu_k t - 1 + exp(-nu_k t))/nu_k^2.
TEST(PiecewiseMotion, DephasesAsIsKnownExactly) {
  const std::vector<System> systems{dephasing(1, 0.03), dephasing(1.7, 0.3), dephasing(0.4, 0)};
  const std::vector<Stretch> stretches{{0, 0.7}, {0.7, 2}, {2, 2.1}};
  const std::vector<CorrelationFunction> baths{
      CorrelationFunction(systems.front().baths.front().reservoir)};
  const Matrix plus = Matrix::Constant(2, 2, 0.5);
  const StartOfHierarchy start{plus, {}};
  PiecewiseMotion motion(systems, stretches, baths, start);
  constexpr std::size_t kExponentials = 3;
  const std::vector<double> times{0, 0.4, 0.7, 1.5, 2};
  const HierarchyTrajectory found = motion.follow(kExponentials, 8, times, 1e-10);
  // The same sum of exponentials, fitted to R(w) at zero and at the widths that the channels make.
  const ExponentialSum sum = baths.front().sum(kExponentials, std::vector<double>{0, 0.03, 0.3});
  double work = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    const double t = times[i];
    Complex q = 0;
    for (const Exponential& term : sum.terms) {
      const Complex x = term.rate * t;
      q += term.amplitude * (x - 1.0 + std::exp(-x)) / (term.rate * term.rate);
    }
    const double second = std::max(0.0, t - 0.7);
    const double phase = t - second + 1.7 * second;
    const double lost = 0.03 * (t - second) + 0.3 * second;
    const Complex expected = 0.5 * std::exp(Complex(-4 * q.real() - 2 * lost, -phase));
    // What eight tiers leave at q(2) = 0.3, and steps.
    EXPECT_LE(std::abs(found.states[i](0, 1) - expected), 1e-8) << t;
    // The two levels are as likely: jumps of their splitting do no work.
    EXPECT_NEAR(found.work[i], work, 1e-12);
  }
  EXPECT_EQ(found.systems, (std::vector<std::size_t>{0, 0, 1, 1, 2}));
}

System driven(double splitting) {
  System system{splitting / 2 * kSz + 0.3 * kSx,
                {{"cold", kSx, {Drude{0.1, 2}, 0.8}}, {"hot", kSx, {Drude{0.15, 3}, 1.6}}}};
  system.lindblad.push_back({"loss", (Matrix(2, 2) << 0, 0, 1, 0).finished(), 0.05});
  return system;
}

std::vector<CorrelationFunction> correlations(const System& system) {
  std::vector<CorrelationFunction> result;
  for (const SystemBath& bath : system.baths) result.emplace_back(bath.reservoir);
  return result;
}

constexpr std::size_t kExponentials = 2;
constexpr std::size_t kDepth = 4;
constexpr double kTolerance = 1e-9;
constexpr double kLong = 300;  // 1/rate is 10

TEST(PiecewiseMotion, OfAQuenchIsThatAfterALongWait) {
  const std::vector<CorrelationFunction> baths = correlations(driven(1));
  const std::vector<System> both{driven(1), driven(1.5), driven(1.5)};
  const std::vector<Stretch> with_wait{{0, kLong}, {kLong, kLong + 5}, {kLong + 5, kLong + 6}};
  const StartOfHierarchy mixed{Matrix(Matrix::Identity(2, 2) / 2), {}};
  const HierarchyTrajectory waited =
      PiecewiseMotion(both, with_wait, baths, mixed)
          .follow(kExponentials, kDepth, std::vector<double>{kLong, kLong + 1, kLong + 5},
                  kTolerance);
  const std::vector<System> after{driven(1.5), driven(1.5)};
  const std::vector<Stretch> at_once{{0, 5}, {5, 6}};
  const StartOfHierarchy quench{{}, driven(1)};
  const HierarchyTrajectory quenched =
      PiecewiseMotion(after, at_once, baths, quench)
          .follow(kExponentials, kDepth, std::vector<double>{0, 1, 5}, kTolerance);
  for (std::size_t k = 0; k < 3; ++k) {
    // Steps of both.
    EXPECT_LE((waited.flows[k] - quenched.flows[k]).cwiseAbs().maxCoeff(), 10 * kTolerance) << k;
    EXPECT_LE((waited.states[k] - quenched.states[k]).cwiseAbs().maxCoeff(), 10 * kTolerance) << k;
  }
  EXPECT_GT((quenched.flows[1] - quenched.flows[2]).cwiseAbs().maxCoeff(), 1e-4);
}

// Where the system comes back to its first stationary state, what came from reservoirs, channels
// and jumps is nothing in all.
TEST(PiecewiseMotion, KeepsTheFirstLaw) {
  const std::vector<System> systems{driven(1), driven(2), driven(1), driven(1)};
  const std::vector<Stretch> stretches{{0, 1}, {1, 3}, {3, kLong}, {kLong, kLong + 1}};
  const std::vector<CorrelationFunction> baths = correlations(driven(1));
  const StartOfHierarchy start{{}, driven(1)};
  const HierarchyTrajectory found =
      PiecewiseMotion(systems, stretches, baths, start)
          .follow(kExponentials, kDepth, std::vector<double>{0.5, kLong}, kTolerance);
  EXPECT_NEAR(found.flows[0].sum(), 0, 10 * kTolerance);
  EXPECT_LE((found.flows[0] - found.flows[1]).cwiseAbs().maxCoeff(), 10 * kTolerance);
  EXPECT_GT(std::abs(found.work[1]), 1e-2);
  // Heats are integrals over a time of 300.
  EXPECT_NEAR(found.heats[1].sum() + found.work[1], 0, kLong * kTolerance);
}

}  // namespace
}  // namespace quflux::inline hierarchy
