#include "quflux/generator/linear_generator.h"

#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/model/random_system.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline generator {
namespace {

// Sums of some hundred products of numbers of order 10 in double precision.
constexpr double kRounding = 1e-12;

Vector random_vector(Eigen::Index size, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  Vector x(size);
  for (Complex& z : x) z = Complex(normal(random), normal(random));
  return x;
}

Vector applied(const LinearGenerator& l, const Vector& x) {
  Vector y;
  l.apply(x, y);
  return y;
}

RC_GTEST_PROP(LinearGenerator, IsTheMatrixOfTheGenerator, (std::uint64_t seed)) {
  const System system = random_system(seed);
  for (const MasterEquation& equation : kMasterEquations) {
    if (equation.uncoupled && !system.uncoupled_hamiltonian) continue;
    const Generator generator = make_generator(system, equation);
    const LinearGenerator l = linear_generator(generator);
    const Vector x = random_vector(l.size, seed);
    const Vector y = applied(l, x);
    const double scale = l.dense().norm() * x.norm();
    RC_ASSERT((l.dense() * x - y).norm() <= kRounding * scale);
    // The trace is conserved, and each bath's part conserves it by itself.
    RC_ASSERT(std::abs((l.trace.transpose() * y).value()) <= kRounding * scale);
    Vector sum = Vector::Zero(l.size);
    for (std::size_t j = 0; j < generator.dissipators.size(); ++j) {
      Vector part;
      l.apply_bath(j, x, part);
      sum += part;
      RC_ASSERT(std::abs((l.trace.transpose() * part).value()) <= kRounding * scale);
    }
    const RealVector& e = generator.energies;
    const Eigen::Index d = e.size();
    for (Eigen::Index i = 0; i < l.size; ++i) sum(i) -= Complex(0, e(i % d) - e(i / d)) * x(i);
    RC_ASSERT((sum - y).norm() <= kRounding * scale);
  }
}

RC_GTEST_PROP(LinearGenerator, FlowsAreThoseOfTheGenerator, (std::uint64_t seed)) {
  const System system = random_system(seed);
  const Generator generator = make_generator(system, kRedfield);
  const LinearGenerator l = linear_generator(generator);
  Matrix a =
      random_vector(l.size, seed).reshaped(generator.energies.size(), generator.energies.size());
  const Matrix rho = a * a.adjoint() / (a * a.adjoint()).trace().real();
  const Vector x = to_energy_basis(generator, rho).reshaped();
  RC_ASSERT((l.density_matrix(x) - rho).norm() <= kRounding);
  const RealVector flows = energy_flows(generator, rho);
  for (std::size_t j = 0; j < l.flows.size(); ++j) {
    const Complex flow = (l.flows[j].transpose() * x).value();
    RC_ASSERT(std::abs(flow - flows(static_cast<Eigen::Index>(j))) <=
              kRounding * l.flows[j].norm());
  }
}

RC_GTEST_PROP(LinearGenerator, TheDressedGeneratorCountsTheFlow, (std::uint64_t seed)) {
  const Generator generator = make_generator(random_system(seed), kPartialSecular);
  const LinearGenerator l = linear_generator(generator);
  const Matrix rho = to_energy_basis(generator, steady_state(generator));
  const Vector x = rho.reshaped();
  for (std::size_t j = 0; j < l.flows.size(); ++j) {
    Vector plain, undressed, plus, minus;
    l.apply_bath(j, x, plain);
    l.dressed(j, 0, x, undressed);
    RC_ASSERT((plain - undressed).norm() <= kRounding * l.flows[j].norm());
    // d/ds Tr L_j(s) rho = J_j. A central difference is off by its step squared, 1e-6, times
    // energies cubed over six, of order one here.
    constexpr double kStep = 1e-3;
    l.dressed(j, kStep, x, plus);
    l.dressed(j, -kStep, x, minus);
    const Complex slope = (l.trace.transpose() * (plus - minus)).value() / (2 * kStep);
    const Complex flow = (l.flows[j].transpose() * x).value();
    RC_ASSERT(std::abs(slope - flow) <= 1e-4 * l.flows[j].norm());
  }
}

}  // namespace
}  // namespace quflux::inline generator
