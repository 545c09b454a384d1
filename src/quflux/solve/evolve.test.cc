#include "quflux/solve/evolve.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline solve {
namespace {

// An atom with one bath, as a linear generator.
LinearGenerator atom(double frequency, double rate, double temperature) {
  System system{Matrix::Zero(2, 2), {}};
  system.hamiltonian(1, 1) = frequency;
  Matrix x = Matrix::Zero(2, 2);
  x(0, 1) = x(1, 0) = 1;
  system.baths.push_back({"bath", x, {PowerLaw{rate / frequency, 1.0, std::nullopt}, temperature}});
  return linear_generator(make_generator(system, kGlobal));
}

Matrix excited() {
  Matrix rho = Matrix::Zero(2, 2);
  rho(1, 1) = 1;
  return rho;
}

// p(t) = p_inf + (1 - p_inf) exp(-rate coth(w/2T) t), and the bath takes what the atom loses.
TEST(Evolve, AnAtomDecaysExponentially) {
  const double frequency = 1.3, rate = 0.04, temperature = 0.7;
  const LinearGenerator generator = atom(frequency, rate, temperature);
  const double limit = 1 / (std::exp(frequency / temperature) + 1);
  const double total = rate / std::tanh(frequency / (2 * temperature));
  for (const std::vector<double>& times :
       {std::vector<double>{0, 10, 20, 30, 40}, {0, 0.1, 1, 10, 100, 1e3, 1e6}, {0, 0, 7}}) {
    const Trajectory trajectory = evolve(generator, generator.vector(excited()), times);
    const FlowTrajectory alone = evolve_flows(generator, generator.vector(excited()), times);
    for (std::size_t k = 0; k < times.size(); ++k) {
      const auto column = static_cast<Eigen::Index>(k);
      const double decayed = std::exp(-total * times[k]);
      const double p = limit + (1 - limit) * decayed;
      const double flow = -frequency * total * (1 - limit) * decayed;
      // Rounding of the phases of coherences, w t of them, does not get into populations.
      EXPECT_NEAR(trajectory.states(3, column).real(), p, 1e-13);
      // What rounding leaves of the stationary flow, 1e-18, adds up with time.
      const double tolerance = 1e-13 + 1e-17 * times[k];
      EXPECT_NEAR(trajectory.heats(0, column), frequency * (p - 1), tolerance);
      EXPECT_NEAR(alone.flows(0, column), flow, 1e-14);
      EXPECT_NEAR(alone.heats(0, column), frequency * (p - 1), tolerance);
    }
  }
}

// Doubling the step fifty times would multiply an error of the trace by 1e15.
TEST(Evolve, EndsInTheStationaryStateHoweverLate) {
  const LinearGenerator generator = atom(1, 1e-3, 0.4);
  const std::vector<double> late{1e12};
  const Vector x = evolve(generator, generator.vector(excited()), late).states.col(0);
  const double limit = 1 / (std::exp(2.5) + 1);
  EXPECT_NEAR(x(3).real(), limit, 1e-12);
  EXPECT_NEAR((generator.trace.transpose() * x).value().real(), 1, 1e-14);
}

RC_GTEST_PROP(Evolve, GivesTheEnergyThatHasCome, (std::uint64_t seed)) {
  const System system = random_system(seed);
  const Generator generator = make_generator(system, kGlobal);
  const LinearGenerator linear = linear_generator(generator);
  const Eigen::Index d = system.hamiltonian.rows();
  Matrix rho = Matrix::Zero(d, d);
  rho(0, 0) = 1;
  std::vector<double> times;
  for (int k = 0; k < 40; ++k) times.push_back(0.5 * k);
  const Trajectory trajectory = evolve(linear, linear.vector(rho), times);
  const double start = (system.hamiltonian * rho).trace().real();
  for (Eigen::Index k = 0; k < trajectory.states.cols(); ++k) {
    const Matrix now = linear.density_matrix(trajectory.states.col(k));
    const double change = (system.hamiltonian * now).trace().real() - start;
    // Energies are of order ten.
    RC_ASSERT(std::abs(change - trajectory.heats.col(k).sum()) < 1e-11);
    RC_ASSERT(min_eigenvalue((now + now.adjoint()) / 2) > -1e-12);
  }
}

}  // namespace
}  // namespace quflux::inline solve
