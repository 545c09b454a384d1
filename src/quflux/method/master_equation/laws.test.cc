// The laws of thermodynamics and the symmetries every equation must obey, on random models.

#include <limits>
#include <optional>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "quflux/core/error.h"
#include "quflux/generator/energy_flows.h"
#include "quflux/method/master_equation/make_generator.h"
#include "quflux/method/master_equation/stationary_flows.h"
#include "quflux/model/random_system.h"
#include "quflux/numerics/decompositions.h"
#include "quflux/observable/entropy_production.h"
#include "quflux/solve/steady_state.h"

namespace quflux::inline master_equation {
namespace {

constexpr std::uint64_t kLevels = 8;  // at most

constexpr std::array kGeneral{kGlobal, kPartialSecular, kRedfield};

// A flow is a sum of terms of the size of energies times rates; rounding leaves this fraction of
// them, with room for the condition number of the stationary state (up to about 1e4 here).
constexpr double kRounding = 1e-11;

// None where a deviation from it grows, which is looked for among all eigenvalues then: at strong
// damping equations that are not completely positive may lose it.
std::optional<Matrix> state_if_stable(const Generator& generator) {
  try {
    return steady_state(generator);
  } catch (const NoAnswer&) {
    const Vector eigenvalues = superoperator(generator).eigenvalues();
    const double grows = eigenvalues.real().maxCoeff();
    if (!(grows > kRounding * eigenvalues.cwiseAbs().maxCoeff())) throw;
    return std::nullopt;
  }
}

double norm(std::span<const MatrixElement> elements) {
  double square = 0;
  for (const MatrixElement& e : elements) square += std::norm(e.value);
  return std::sqrt(square);
}

double exchange_scale(const Generator& generator) {
  double scale = 0;
  for (const Dissipator& dissipator : generator.dissipators) {
    for (const Dissipator::Term& term : dissipator.terms) {
      scale += norm(dissipator.a(term)) * norm(dissipator.b(term));
    }
  }
  return scale * (generator.energies(generator.energies.size() - 1) - generator.energies(0));
}

Matrix gibbs(const Matrix& hamiltonian, double temperature) {
  const Eigen::SelfAdjointEigenSolver<Matrix> solver(hamiltonian);
  const RealVector excitation = solver.eigenvalues().array() - solver.eigenvalues()(0);
  const RealVector weights = (-excitation / temperature).array().exp();
  return solver.eigenvectors() * (weights / weights.sum()).cast<Complex>().asDiagonal() *
         solver.eigenvectors().adjoint();
}

RC_GTEST_PROP(Laws, FlowsSumToZero, (std::uint64_t seed)) {
  const System system = random_system(seed, kLevels);
  for (const MasterEquation& equation : kGeneral) {
    const Generator generator = make_generator(system, equation);
    const std::optional<Matrix> rho = state_if_stable(generator);
    if (!rho) continue;
    const RealVector flows = energy_flows(generator, *rho);
    RC_ASSERT(std::abs(flows.sum()) <= kRounding * exchange_scale(generator));
  }
}

RC_GTEST_PROP(Laws, GlobalStateIsPositive, (std::uint64_t seed)) {
  const Generator generator = make_generator(random_system(seed, kLevels), kGlobal);
  const Matrix rho = steady_state(generator);
  RC_ASSERT(min_eigenvalue(rho) >= -1e-14);  // rounding of numbers up to one
  RC_ASSERT(std::abs(rho.trace() - 1.0) <= 1e-14);
}

RC_GTEST_PROP(Laws, GibbsStateAtEqualTemperatures, (std::uint64_t seed)) {
  System system = random_system(seed, kLevels);
  for (SystemBath& bath : system.baths) {
    bath.reservoir.temperature = 0.9;
  }
  const Matrix expected = gibbs(system.hamiltonian, 0.9);
  for (const MasterEquation& equation : kGeneral) {
    const Generator generator = make_generator(system, equation);
    const Matrix rho = steady_state(generator);
    RC_ASSERT((rho - expected).cwiseAbs().maxCoeff() <= kRounding);
    const RealVector flows = energy_flows(generator, rho);
    RC_ASSERT(flows.cwiseAbs().maxCoeff() <= kRounding * exchange_scale(generator));
  }
}

RC_GTEST_PROP(Laws, GlobalEntropyProductionIsNotNegative, (std::uint64_t seed)) {
  const System system = random_system(seed, kLevels);
  const Generator generator = make_generator(system, kGlobal);
  const RealVector flows = energy_flows(generator, steady_state(generator));
  std::vector<double> temperatures;
  for (const SystemBath& bath : system.baths) {
    temperatures.push_back(bath.reservoir.temperature);
  }
  // Temperatures are at least 0.2.
  RC_ASSERT(entropy_production(flows, temperatures) >=
            -kRounding * exchange_scale(generator) / 0.2);
}

RC_GTEST_PROP(Laws, DoublingAllRatesDoublesTheGlobalFlow, (std::uint64_t seed)) {
  System system = random_system(seed, kLevels);
  const Generator generator = make_generator(system, kGlobal);
  const RealVector flows = energy_flows(generator, steady_state(generator));
  for (SystemBath& bath : system.baths) {
    std::visit(
        [](auto& density) {
          if constexpr (requires { density.coefficient; }) density.coefficient *= 2;
        },
        bath.reservoir.spectral_density);
  }
  const Generator doubled = make_generator(system, kGlobal);
  const RealVector doubled_flows = energy_flows(doubled, steady_state(doubled));
  RC_ASSERT((doubled_flows - 2 * flows).cwiseAbs().maxCoeff() <=
            kRounding * exchange_scale(generator));
}

RC_GTEST_PROP(Laws, ResultsDoNotDependOnTheBasis, (std::uint64_t seed)) {
  const System system = random_system(seed, kLevels);
  std::mt19937_64 engine(~seed);
  const Matrix rotation =
      Eigen::SelfAdjointEigenSolver<Matrix>(random_hermitian(engine, system.hamiltonian.rows(), 1))
          .eigenvectors();
  const auto rotated = [&](const Matrix& m) -> Matrix {
    const Matrix r = rotation.adjoint() * m * rotation;
    return (r + r.adjoint()) / 2;
  };
  System other = system;
  other.hamiltonian = rotated(system.hamiltonian);
  for (SystemBath& bath : other.baths) {
    bath.coupling_operator = rotated(bath.coupling_operator);
  }
  for (const MasterEquation& equation : kGeneral) {
    const std::optional<Matrix> rho = state_if_stable(make_generator(system, equation));
    const std::optional<Matrix> rho_other = state_if_stable(make_generator(other, equation));
    RC_ASSERT(rho.has_value() == rho_other.has_value());
    if (!rho) continue;
    RC_ASSERT((rotated(*rho) - *rho_other).cwiseAbs().maxCoeff() <= kRounding);
  }
}

}  // namespace
}  // namespace quflux::inline master_equation
